/** What a list of records is asked for in its address. */

const WORDS = ['q', 'state', 'track', 'room', 'type', 'only'] as const;

export type ListWish = Partial<Record<(typeof WORDS)[number], string>> & { page: number };

/** What the address says, bounded; pages count from 1. */
export function readWish(query: URLSearchParams): ListWish {
  const wish: ListWish = { page: Math.min(100_000, Math.max(1, Math.floor(Number(query.get('page'))) || 1)) };
  for (const word of WORDS) {
    const said = query.get(word)?.trim().slice(0, 200).toWellFormed();
    if (said) wish[word] = said;
  }
  return wish;
}

/** The query of that list, `''` or beginning with `?`; `changes` replace what is there. */
export function wishQuery(wish: ListWish, changes: Partial<ListWish> = {}): string {
  const { page, ...words } = { ...wish, ...changes };
  const query = new URLSearchParams();
  for (const word of WORDS) if (words[word]) query.set(word, words[word]);
  if (page > 1) query.set('page', String(page));
  return query.size > 0 ? `?${query.toString()}` : '';
}

/** Whether anything but a page is asked for. */
export function isNarrowed(wish: ListWish): boolean {
  return WORDS.some((word) => wish[word]);
}
