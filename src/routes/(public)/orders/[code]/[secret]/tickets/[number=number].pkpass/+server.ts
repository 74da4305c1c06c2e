import { authoriseOrder } from '#features/orders/server/policy.ts';
import { makeApplePass } from '#features/passes/server/make-wallet-pass.ts';
import { giveDocument } from '../../../../../../give-document.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, getClientAddress }) => {
  const scope = await authoriseOrder(locals.ctx, { ...params, visitor: getClientAddress });
  const { bytes, fileName } = await makeApplePass(locals.ctx, scope, { number: params.number, locale: locals.locale });
  return giveDocument(bytes, { contentType: 'application/vnd.apple.pkpass', fileName });
};
