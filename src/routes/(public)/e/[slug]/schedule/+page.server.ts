import { currentDay, groupByDay } from '#features/schedule/programme.ts';
import { filterProgramme, readFilter } from '#features/schedule/programme-filter.ts';
import { getProgramme } from '#features/schedule/server/queries.ts';
import { trackTints } from '../../../../track-tints.ts';
import { openEvent } from '../open-event.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, parent, url }) => {
  const { event, theme } = await parent();
  const { ctx } = locals;
  const programme = await getProgramme(ctx, await openEvent({ locals, params }));
  const { timeZone, dayChangeMinutes } = event;
  const filter = readFilter(url.searchParams);
  const days = groupByDay(programme.sessions, timeZone, dayChangeMinutes);
  const day = currentDay(days, {
    wanted: url.searchParams.get('day') ?? '',
    now: ctx.now,
    zone: timeZone,
    dayChangeMinutes,
  });
  const found = filterProgramme(filter.q ? programme.sessions : (day?.sessions ?? []), filter);
  return {
    days: days.map(({ date, startsAt, endsAt }) => ({ date, startsAt, endsAt, sessions: [] })),
    day: day && { ...day, sessions: [] },
    filter,
    found,
    tracks: programme.tracks,
    rooms: programme.rooms,
    types: programme.types,
    now: ctx.now,
    theme: theme + trackTints(programme.tracks, event.hue),
  };
};
