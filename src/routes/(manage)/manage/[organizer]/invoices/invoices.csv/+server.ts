import { exportInvoiceList } from '#features/invoices/server/export-invoices.ts';
import { readInvoicesWish } from '#features/invoices/server/inputs.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import { giveDocument } from '../../../../../give-document.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
  const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'see-orders');
  const { year } = readInvoicesWish(url.searchParams);
  const body = await exportInvoiceList(locals.ctx, scope, { year });
  return giveDocument(body, { contentType: 'text/csv; charset=utf-8', fileName: `${scope.slug}-invoices${year === null ? '' : `-${year}`}.csv` });
};
