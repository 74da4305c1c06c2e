/** A list of public events, page by page. */
import type { EventPages, EventsPage } from '#features/events/event-face.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import { type EventListWish, listPublicEvents } from './queries.ts';

const PER_PAGE = { upcoming: 48, past: 12 } as const;
const LAST_PAGE = 10_000;

/** Both lists as their address wishes: `?upcoming=2`, `?past=3`. Who turns the pages of one is not shown the other. @throws NotFound beyond the last page */
export async function loadEventPages(ctx: Ctx, query: URLSearchParams, of: { organizerId?: number } = {}): Promise<EventPages> {
  const [upcoming, past] = [pageOf(query.get('upcoming')), pageOf(query.get('past'))];
  return {
    upcoming: past > 1 && upcoming === 1 ? null : await listPage(ctx, { ...of, when: 'upcoming' }, upcoming),
    past: upcoming > 1 ? null : await listPage(ctx, { ...of, when: 'past' }, past),
  };
}

async function listPage(ctx: Ctx, wish: EventListWish, page: number): Promise<EventsPage> {
  const size = PER_PAGE[wish.when];
  const events = await listPublicEvents(ctx, { ...wish, limit: size + 1, offset: (page - 1) * size });
  if (page > 1 && events.length === 0) throw new NotFound('This list has no such page');
  return { events: events.slice(0, size), page, more: events.length > size };
}

function pageOf(text: string | null): number {
  return text !== null && /^[1-9]\d{0,4}$/.test(text) ? Math.min(Number(text), LAST_PAGE) : 1;
}
