/** What a list of records is asked for in its address. */

const WORDS = ['q', 'state', 'track', 'room', 'type', 'only'] as const;

export type ListQuery = Partial<Record<(typeof WORDS)[number], string>> & { page: number };

/** What the address says, bounded; pages count from 1. */
export function readListQuery(search: URLSearchParams): ListQuery {
  const query: ListQuery = { page: Math.min(100_000, Math.max(1, Math.floor(Number(search.get('page'))) || 1)) };
  for (const word of WORDS) {
    const said = search.get(word)?.trim().slice(0, 200).toWellFormed();
    if (said) query[word] = said;
  }
  return query;
}

/** The search part of that list's address, `''` or beginning with `?`; `changes` replace what is there. */
export function formatListQuery(query: ListQuery, changes: Partial<ListQuery> = {}): string {
  const { page, ...words } = { ...query, ...changes };
  const search = new URLSearchParams();
  for (const word of WORDS) if (words[word]) search.set(word, words[word]);
  if (page > 1) search.set('page', String(page));
  return search.size > 0 ? `?${search.toString()}` : '';
}

/** Whether anything but a page is asked for. */
export function isNarrowed(query: ListQuery): boolean {
  return WORDS.some((word) => query[word]);
}
