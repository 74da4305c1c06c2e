import { authoriseOrder } from '#features/orders/server/policy.ts';
import { getAnswerFile } from '#features/questions/server/queries.ts';
import { saveFile } from '../../../../../../serve-file.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, request, getClientAddress }) => {
  const scope = await authoriseOrder(locals.ctx, { ...params, visitor: getClientAddress });
  return saveFile(request, await getAnswerFile(locals.ctx, scope, params.file));
};
