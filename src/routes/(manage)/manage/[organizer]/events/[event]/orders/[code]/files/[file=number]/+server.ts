import { authoriseOrderOf } from '#features/orders/server/policy.ts';
import { getAnswerFile } from '#features/questions/server/queries.ts';
import { saveFile } from '../../../../../../../../../serve-file.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, request }) => {
  const scope = await authoriseOrderOf(locals.ctx, params, 'see-orders');
  return saveFile(request, await getAnswerFile(locals.ctx, scope, params.file));
};
