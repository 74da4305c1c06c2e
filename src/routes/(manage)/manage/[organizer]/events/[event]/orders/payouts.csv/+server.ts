import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getManagedEvent } from '#features/events/server/queries.ts';
import { exportMovements } from '#features/payments/server/export-movements.ts';
import { giveDocument } from '../../../../../../../give-document.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'see-orders');
  const { timeZone } = await getManagedEvent(locals.ctx, scope);
  const body = await exportMovements(locals.ctx, scope, timeZone);
  return giveDocument(body, { contentType: 'text/csv; charset=utf-8', fileName: `${scope.slug}-payouts.csv` });
};
