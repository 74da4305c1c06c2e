import { renderTickets } from '#features/passes/server/render-tickets.ts';
import { authoriseHolder } from '#features/transfers/server/policy.ts';
import { giveDocument } from '../../../../../give-document.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, getClientAddress }) => {
  const { order, number } = await authoriseHolder(locals.ctx, { ...params, visitor: getClientAddress });
  const { pdf, fileName } = await renderTickets(locals.ctx, order, { locale: locals.locale, held: number });
  return giveDocument(pdf, { contentType: 'application/pdf', fileName });
};
