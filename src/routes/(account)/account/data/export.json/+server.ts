import { exportAccount } from '#features/accounts/server/export-account.ts';
import { requireSignedIn } from '../../../../require-signed-in.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, url }) => {
  requireSignedIn(locals, url);
  const body = `${JSON.stringify(await exportAccount(locals.ctx), null, 2)}\n`;
  return new Response(body, {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': 'attachment; filename="foyer-account.json"',
      'cache-control': 'no-store',
    },
  });
};
