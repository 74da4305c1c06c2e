import { callState } from '#features/events/event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { listOtherDates } from '#features/events/server/queries.ts';
import { reducePrices } from '#features/prices/discount.ts';
import { getTaxMode, hasDiscounts, listTaxRates } from '#features/prices/server/queries.ts';
import { readCode } from '#features/prices/server/read-code.ts';
import { chosenIn } from '#features/orders/server/inputs.ts';
import { listPublicSpeakers } from '#features/people/server/queries.ts';
import { currentDay, groupByDay, nextSessions } from '#features/schedule/programme.ts';
import { getProgramme } from '#features/schedule/server/queries.ts';
import { listSponsors } from '#features/sponsors/server/queries.ts';
import { presentOffers } from '#features/tickets/server/present.ts';
import { openFree } from '#features/tickets/shop.ts';
import { getShop } from '#features/tickets/server/queries.ts';
import { getWaitingList } from '#features/waiting/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { cutText } from '#platform/fit-text.ts';
import { showMarkup, showSplit, showWords } from '#platform/show-markup.ts';
import { getRuntime } from '#platform/runtime.ts';
import { trackTints } from '../../../track-tints.ts';
import { openEvent } from './open-event.ts';
import type { PageServerLoad } from './$types';

/**
 * So much of a description stands in the head of the page where the event has no subtitle; what says more has a place
 * of its own.
 */
const LEDE_LENGTH = 220;
const SPEAKERS_SHOWN = 12;
/** A day of more sessions than this has a page of its own to be seen on; here stand the next ones. */
const CROWDED_DAY = 80;
const SESSIONS_SHOWN = 12;
/**
 * Orders do not make pages anew, or a rush would: for so long a page may say that something is left which is not, in
 * milliseconds. However many read it, it is made once in that time.
 */
const SEATS_MS = 1000;

export const load: PageServerLoad = async (visit) => {
  const { locals, parent, url, getClientAddress } = visit;
  const { event, theme, address } = await parent();
  const { ctx } = locals;
  const scope = await openEvent(visit);
  const programme = await getProgramme(ctx, scope);
  const days = groupByDay(programme.sessions, event.timeZone, event.dayChangeMinutes);
  const day = currentDay(days, { now: ctx.now, zone: event.timeZone, dayChangeMinutes: event.dayChangeMinutes });
  const speakers = await listPublicSpeakers(ctx, scope);
  const call = event.callForSpeakers;
  const { isInSeries, dates } = await listOtherDates(ctx, scope);
  // What becomes of another date shows here.
  if (isInSeries) locals.shared?.tags.push('events');
  const typed = url.searchParams.get('code') ?? '';
  const code = await readCode(ctx, scope, { typed, visitor: getClientAddress });
  const shop = await getShop(ctx, scope, { eventEndsAt: event.endsAt, unlocked: code.unlocked });
  const chosen = chosenIn(url.searchParams);
  // What a code shows is not everybody's, nor what somebody chose; and a page that says when a sale begins is no longer
  // true when it does.
  if (typed || Object.keys(chosen).length > 0) delete locals.shared;
  else if (locals.shared) {
    const ahead = shop.changesAt === undefined ? undefined : shop.changesAt - ctx.now;
    const ttlMs = shop.limited ? Math.min(ahead ?? SEATS_MS, SEATS_MS) : ahead;
    if (ttlMs !== undefined) locals.shared.ttlMs = ttlMs;
  }
  const reduced = reducePrices(shop.groups, code.discount);
  // A subtitle is the head of the page; without one, the description begins there and goes on below.
  const about = event.subtitle
    ? { head: '', rest: await showMarkup(event.description) }
    : await showSplit(event.description, LEDE_LENGTH);
  const offers = event.state === 'cancelled' ? [] : shop.groups.flatMap(({ offers }) => offers);
  return {
    days: days.map(({ date }) => ({ date })),
    day: day
      ? {
          date: day.date,
          startsAt: day.startsAt,
          count: day.sessions.length,
          sessions:
            day.sessions.length > CROWDED_DAY ? nextSessions(day.sessions, ctx.now, SESSIONS_SHOWN) : day.sessions,
        }
      : null,
    rooms: programme.rooms,
    speakers: speakers.slice(0, SPEAKERS_SHOWN),
    speakerCount: speakers.length,
    shop:
      event.state === 'cancelled'
        ? null
        : {
            groups: openFree(shop.groups, reduced),
            reduced,
            takesCodes: shop.takesCodes || (await hasDiscounts(ctx, scope)),
            plusTax: await isTaxAdded(ctx, scope),
            holdMinutes: getRuntime().config.holdMinutes,
            timed: offers.some(({ saleStartsAt, saleEndsAt }) => saleStartsAt !== null || saleEndsAt !== null),
          },
    awaitable: (await getWaitingList(ctx, scope)).isOpen,
    chosen,
    code: {
      typed: cutText(typed, 80),
      state: code.state,
      waitSeconds: code.waitSeconds,
      shows: code.unlocked.length > 0,
      discount: code.discount?.discount ?? null,
      refusal: code.refusal,
    },
    offers: presentOffers(offers, { currency: event.currency, timeZone: event.timeZone, url: `${address}#tickets` }),
    sponsors: await listSponsors(ctx, scope),
    otherDates: dates,
    head: about.head,
    aboutHtml: about.rest,
    conductHtml: await showMarkup(event.codeOfConduct),
    call:
      call && callState(call, ctx.now) !== 'none'
        ? {
            state: callState(call, ctx.now),
            html: await showMarkup(call.announcement),
            startsAt: call.startsAt,
            endsAt: call.endsAt,
          }
        : null,
    lede: await showWords(event.description, LEDE_LENGTH),
    now: ctx.now,
    theme: theme + trackTints(programme.tracks, event.hue),
  };
};

/** Whether the prices here are not yet what is paid. */
async function isTaxAdded(ctx: Ctx, scope: EventScope): Promise<boolean> {
  return (
    !(await getTaxMode(ctx, scope)).pricesIncludeTax &&
    (await listTaxRates(ctx, scope)).some(({ rateBp }) => rateBp > 0)
  );
}
