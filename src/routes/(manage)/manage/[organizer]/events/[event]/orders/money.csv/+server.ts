import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getManagedEvent } from '#features/events/server/queries.ts';
import { exportLedger } from '#features/payments/server/export-ledger.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'see-orders');
  const { timeZone } = await getManagedEvent(locals.ctx, scope);
  return new Response(await exportLedger(locals.ctx, scope, timeZone), {
    headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${scope.slug}-money.csv"`, 'cache-control': 'private, no-store' },
  });
};
