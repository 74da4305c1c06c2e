import { readInvoicesFilter } from '#features/invoices/server/inputs.ts';
import {
  findInvoiceSettings,
  INVOICES_PER_PAGE,
  listInvoices,
  listInvoiceYears,
} from '#features/invoices/server/queries.ts';
import { authoriseOrganizer, listRights } from '#features/organizers/server/policy.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { ctx } = locals;
  const scope = await authoriseOrganizer(ctx, params.organizer, 'see-orders');
  const filter = readInvoicesFilter(url.searchParams);
  const { invoices, found } = await listInvoices(ctx, scope, filter);
  return {
    filter,
    invoices,
    found,
    pages: Math.max(1, Math.ceil(found / INVOICES_PER_PAGE)),
    years: await listInvoiceYears(ctx, scope),
    seller: (await findInvoiceSettings(ctx, scope)) ?? null,
    mayEdit: (await listRights(ctx, scope)).includes('manage-payouts'),
  };
};
