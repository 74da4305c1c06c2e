import { Readable } from 'node:stream';
import { exportInvoiceFiles } from '#features/invoices/server/export-invoices.ts';
import { readInvoicesFilter } from '#features/invoices/server/inputs.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import { attachment } from '#platform/storage/storage.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
  const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'see-orders');
  const { year } = readInvoicesFilter(url.searchParams);
  const files = await exportInvoiceFiles(locals.ctx, scope, { year });
  const fileName = `${scope.slug}-invoices${year === null ? '' : `-${year}`}.zip`;
  return new Response(Readable.toWeb(files) as ReadableStream, {
    headers: {
      'content-type': 'application/zip',
      'content-disposition': attachment(fileName),
      'cache-control': 'no-store',
    },
  });
};
