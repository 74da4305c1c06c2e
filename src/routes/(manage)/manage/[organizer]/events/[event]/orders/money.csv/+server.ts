import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getManagedEvent } from '#features/events/server/load-managed-event.ts';
import { exportLedger } from '#features/payments/server/export-ledger.ts';
import { streamTable } from '../../../../../../stream-table.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'see-orders');
  const { timeZone } = await getManagedEvent(locals.ctx, scope);
  return streamTable(exportLedger(locals.ctx, scope, timeZone), `${scope.slug}-money.csv`);
};
