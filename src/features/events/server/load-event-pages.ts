/** A list of public events, page by page. */
import type { EventFilter, EventPages, EventsPage } from '#features/events/event-face.ts';
import {
  EVENT_TOPICS,
  EVENT_TYPES,
  type EventChoice,
  eventChoiceOf,
  findEventChoice,
} from '#features/events/event-types.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import { type EventListFilter, listKinds, listPublicEvents } from './queries.ts';

const PER_PAGE = { upcoming: 48, past: 12 } as const;
const LAST_PAGE = 10_000;

/**
 * Both lists as their address asks: `?upcoming=2`, `?past=3`. Who turns the pages of one is not shown the other.
 * @throws NotFound beyond the last page
 */
export async function loadEventPages(
  ctx: Ctx,
  query: URLSearchParams,
  of: { organizerId?: number; type?: string; topic?: string } = {},
): Promise<EventPages> {
  const [upcoming, past] = [pageOf(query.get('upcoming')), pageOf(query.get('past'))];
  return {
    upcoming: past > 1 && upcoming === 1 ? null : await listPage(ctx, { ...of, when: 'upcoming' }, upcoming),
    past: upcoming > 1 ? null : await listPage(ctx, { ...of, when: 'past' }, past),
  };
}

/**
 * What a list of events can be narrowed by: those of the known types and topics that public events have, and what is
 * chosen.
 */
export async function loadEventFilter(ctx: Ctx, query: URLSearchParams): Promise<EventFilter> {
  const { types, topics } = await listKinds(ctx);
  const among = (choices: readonly EventChoice[], names: string[]): EventChoice[] => {
    const found = new Set(names.map((name) => findEventChoice(choices, name)));
    return choices.filter((choice) => found.has(choice));
  };
  return {
    types: among(EVENT_TYPES, types),
    topics: among(EVENT_TOPICS, topics),
    type: eventChoiceOf(EVENT_TYPES, query.get('type') ?? ''),
    topic: eventChoiceOf(EVENT_TOPICS, query.get('topic') ?? ''),
  };
}

async function listPage(ctx: Ctx, filter: EventListFilter, page: number): Promise<EventsPage> {
  const size = PER_PAGE[filter.when];
  const events = await listPublicEvents(ctx, { ...filter, limit: size + 1, offset: (page - 1) * size });
  if (page > 1 && events.length === 0) throw new NotFound('not_found.list_page');
  return { events: events.slice(0, size), page, more: events.length > size };
}

function pageOf(text: string | null): number {
  return text !== null && /^[1-9]\d{0,4}$/.test(text) ? Math.min(Number(text), LAST_PAGE) : 1;
}
