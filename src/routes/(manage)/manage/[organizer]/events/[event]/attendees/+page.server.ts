import { attendeesQuery, readAttendeesFilter } from '#features/attendees/server/inputs.ts';
import { ATTENDEES_PER_PAGE, countAttendees, listAttendees } from '#features/attendees/server/queries.ts';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'see-attendees');
  const filter = readAttendeesFilter(url.searchParams);
  const { attendees, found } = await listAttendees(locals.ctx, scope, filter);
  const pages = Math.max(1, Math.ceil(found / ATTENDEES_PER_PAGE));
  const queryOf = (page: number): string => attendeesQuery({ ...filter, page });
  return {
    filter,
    attendees,
    found,
    pages,
    counts: await countAttendees(locals.ctx, scope),
    newer: queryOf(filter.page - 1),
    older: queryOf(filter.page + 1),
    query: queryOf(1),
  };
};
