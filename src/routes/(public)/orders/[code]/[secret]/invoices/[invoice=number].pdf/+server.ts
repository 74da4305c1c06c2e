import { storeInvoice } from '#features/invoices/server/store-invoice.ts';
import { getInvoice } from '#features/invoices/server/queries.ts';
import { authoriseOrder } from '#features/orders/server/policy.ts';
import { giveDocument } from '../../../../../../give-document.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, getClientAddress }) => {
  const scope = await authoriseOrder(locals.ctx, { ...params, visitor: getClientAddress });
  const invoice = await getInvoice(locals.ctx, scope, params.invoice);
  return giveDocument(await storeInvoice(locals.ctx, invoice), {
    contentType: 'application/pdf',
    fileName: `${invoice.code}.pdf`,
  });
};
