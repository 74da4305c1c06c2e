import { callState } from '#features/events/event.ts';
import { authorisePublicEvent } from '#features/events/server/policy.ts';
import { listOtherDates } from '#features/events/server/queries.ts';
import { listPublicSpeakers } from '#features/people/server/queries.ts';
import { currentDay, groupByDay, nextSessions } from '#features/schedule/programme.ts';
import { getProgramme } from '#features/schedule/server/queries.ts';
import { listSponsors } from '#features/sponsors/server/queries.ts';
import { plainText, renderMarkup } from '#platform/markup.ts';
import { trackTints } from '../../../track-tints.ts';
import type { PageServerLoad } from './$types';

const SPEAKERS_SHOWN = 12;
/** A day of more sessions than this has a page of its own to be seen on; here stand the next ones. */
const CROWDED_DAY = 80;
const SESSIONS_SHOWN = 12;

export const load: PageServerLoad = async ({ locals, params, parent }) => {
  const { event, theme } = await parent();
  const { ctx } = locals;
  const scope = await authorisePublicEvent(ctx, params.slug);
  const programme = await getProgramme(ctx, scope);
  const days = groupByDay(programme.sessions, event.timeZone, event.dayChangeMinutes);
  const day = currentDay(days, { now: ctx.now, zone: event.timeZone, dayChangeMinutes: event.dayChangeMinutes });
  const speakers = await listPublicSpeakers(ctx, scope);
  const call = event.callForSpeakers;
  const { isInSeries, dates } = await listOtherDates(ctx, scope);
  // What becomes of another date shows here.
  if (isInSeries) locals.shared?.tags.push('events');
  return {
    days: days.map(({ date }) => ({ date })),
    day: day ? { date: day.date, startsAt: day.startsAt, count: day.sessions.length, sessions: day.sessions.length > CROWDED_DAY ? nextSessions(day.sessions, ctx.now, SESSIONS_SHOWN) : day.sessions } : null,
    rooms: programme.rooms,
    speakers: speakers.slice(0, SPEAKERS_SHOWN),
    speakerCount: speakers.length,
    sponsors: await listSponsors(ctx, scope),
    otherDates: dates,
    aboutHtml: renderMarkup(event.description),
    conductHtml: renderMarkup(event.codeOfConduct),
    call: call && callState(call, ctx.now) !== 'none' ? { state: callState(call, ctx.now), html: renderMarkup(call.announcement), startsAt: call.startsAt, endsAt: call.endsAt } : null,
    lede: plainText(event.description, 220),
    now: ctx.now,
    theme: theme + trackTints(programme.tracks, event.hue),
  };
};
