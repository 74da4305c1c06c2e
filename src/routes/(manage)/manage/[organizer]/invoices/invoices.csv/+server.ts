import { exportInvoiceList } from '#features/invoices/server/export-invoices.ts';
import { readInvoicesFilter } from '#features/invoices/server/inputs.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import { streamTable } from '../../../../stream-table.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
  const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'see-orders');
  const { year } = readInvoicesFilter(url.searchParams);
  return streamTable(
    exportInvoiceList(locals.ctx, scope, { year }),
    `${scope.slug}-invoices${year === null ? '' : `-${year}`}.csv`,
  );
};
