/** What an event is, and which states it goes through. */

/** A draft is its organiser's; a published event is everybody's; a cancelled one stays visible and says so. */
export const EVENT_STATES = ['draft', 'published', 'cancelled'] as const;
export type EventState = (typeof EVENT_STATES)[number];

/** How long a deleted event can be taken out of the bin. */
export const BIN_DAYS = 30;

/** Whether people outside the team may see the event. */
export function isPublicEvent(state: EventState): boolean {
  return state === 'published' || state === 'cancelled';
}

/** Whether an event with that end is over at `now`. */
export function isOver({ endsAt }: { endsAt: number }, now: number): boolean {
  return endsAt < now;
}

/** A call for speakers. One that is `off` keeps its words for the organiser and is nobody else's to know of. */
export type Call = { announcement: string; startsAt: number | null; endsAt: number | null; off?: boolean };

/** The call as everybody may know of it: null where there is none, or it is off. */
export function shownCall(call: Call | null): Omit<Call, 'off'> | null {
  if (call === null || call.off) return null;
  const { off: _, ...shown } = call;
  return shown;
}

/** Whether a call says something, and whether `now` is before, within or after its time. */
export function callState(call: Call | null, now: number): 'none' | 'soon' | 'open' | 'over' {
  const shown = shownCall(call);
  if (shown === null || shown.announcement === '') return 'none';
  if (shown.endsAt !== null && shown.endsAt < now) return 'over';
  return shown.startsAt !== null && shown.startsAt > now ? 'soon' : 'open';
}

/** The hue (0 to 359 degrees, OKLCH) an event gets until its organiser chooses one: stable for its slug. */
export function hueOf(slug: string): number {
  let hash = 2166136261;
  for (const byte of new TextEncoder().encode(slug)) hash = Math.imul(hash ^ byte, 16777619) >>> 0;
  return hash % 360;
}

/**
 * A web address part from a name: lower-case ASCII letters, digits and single hyphens, at most 60 characters; '' when
 * nothing is left.
 */
export function slugify(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/ß/g, 'ss')
    .replace(/[øØ]/g, 'o')
    .replace(/[łŁ]/g, 'l')
    .replace(/[đĐ]/g, 'd')
    .replace(/[æÆ]/g, 'ae')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
}
