import { getAnswerFile } from '#features/questions/server/queries.ts';
import { authoriseHolder } from '#features/transfers/server/policy.ts';
import { saveFile } from '../../../../../../serve-file.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, request, getClientAddress }) => {
  const { order, number } = await authoriseHolder(locals.ctx, { ...params, visitor: getClientAddress });
  return saveFile(request, await getAnswerFile(locals.ctx, order, params.file, { held: number }));
};
