/** What is looked for among those who come. */
import { cutText } from '#platform/fit-text.ts';
import { ATTENDEE_STATES, type AttendeesFilter } from '../attendee.ts';

export function readAttendeesFilter(query: URLSearchParams): AttendeesFilter {
  const whole = (name: string, most: number): number => {
    const number = Number(query.get(name) ?? 0);
    return Number.isInteger(number) && number >= 1 && number <= most ? number : 0;
  };
  return {
    search: cutText((query.get('q') ?? '').trim(), 120),
    type: whole('type', 1_000_000_000),
    state: ATTENDEE_STATES.find((state) => state === query.get('state')) ?? '',
    page: whole('page', 100_000) || 1,
  };
}

/** The filter as a query, without what has its default. */
export function attendeesQuery({ search, type, state, page }: AttendeesFilter): string {
  const fields = { q: search, type: type > 0 ? String(type) : '', state, page: page > 1 ? String(page) : '' };
  return new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== '')).toString();
}
