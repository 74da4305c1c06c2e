import { authoriseOrderOf } from '#features/orders/server/policy.ts';
import { renderTickets } from '#features/passes/server/render-tickets.ts';
import { giveDocument } from '../../../../../../../../give-document.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
  const scope = await authoriseOrderOf(locals.ctx, params, 'see-orders');
  const { pdf, fileName } = await renderTickets(locals.ctx, scope, { locale: locals.locale });
  return giveDocument(pdf, { contentType: 'application/pdf', fileName });
};
