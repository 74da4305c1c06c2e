import { storeInvoice } from '#features/invoices/server/store-invoice.ts';
import { getInvoice } from '#features/invoices/server/queries.ts';
import { authoriseOrderOf } from '#features/orders/server/policy.ts';
import { giveDocument } from '../../../../../../../../../give-document.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
  const invoice = await getInvoice(
    locals.ctx,
    await authoriseOrderOf(locals.ctx, params, 'see-orders'),
    params.invoice,
  );
  return giveDocument(await storeInvoice(locals.ctx, invoice), {
    contentType: 'application/pdf',
    fileName: `${invoice.code}.pdf`,
  });
};
