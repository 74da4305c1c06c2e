/** What the address says of a move that was just made. */

/** The key of what moved, and of what it stood behind before: '' for nothing; null where the address does not say. */
export function readMoved({ searchParams }: URL): { key: string; from: string | null } | null {
  const key = searchParams.get('moved');
  return key === null ? null : { key, from: searchParams.get('from') };
}
