import { exportAttendees } from '#features/attendees/server/export-attendees.ts';
import { readAttendeesFilter } from '#features/attendees/server/inputs.ts';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import { streamTable } from '../../../../../../stream-table.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'see-attendees');
  const { timeZone } = await getEventMoney(locals.ctx, scope);
  const layout = url.searchParams.get('layout') === 'open-event' ? 'open-event' : 'full';
  return streamTable(
    exportAttendees(locals.ctx, scope, { filter: readAttendeesFilter(url.searchParams), layout, timeZone }),
    `${scope.slug}-attendees.csv`,
  );
};
