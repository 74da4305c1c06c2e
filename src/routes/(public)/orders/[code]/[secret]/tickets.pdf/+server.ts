import { authoriseOrder } from '#features/orders/server/policy.ts';
import { renderTickets } from '#features/passes/server/render-tickets.ts';
import { giveDocument } from '../../../../../give-document.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, getClientAddress }) => {
  const scope = await authoriseOrder(locals.ctx, { ...params, visitor: getClientAddress });
  const { pdf, fileName } = await renderTickets(locals.ctx, scope, { locale: locals.locale });
  return giveDocument(pdf, { contentType: 'application/pdf', fileName });
};
