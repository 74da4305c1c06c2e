import { attendeesQuery, readAttendeesWish } from '#features/attendees/server/inputs.ts';
import { ATTENDEES_PER_PAGE, countAttendees, listAttendees } from '#features/attendees/server/queries.ts';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'see-attendees');
  const wish = readAttendeesWish(url.searchParams);
  const { attendees, found } = await listAttendees(locals.ctx, scope, wish);
  const pages = Math.max(1, Math.ceil(found / ATTENDEES_PER_PAGE));
  const queryOf = (page: number): string => attendeesQuery({ ...wish, page });
  return {
    wish,
    attendees,
    found,
    pages,
    counts: await countAttendees(locals.ctx, scope),
    newer: queryOf(wish.page - 1),
    older: queryOf(wish.page + 1),
    query: queryOf(1),
  };
};
