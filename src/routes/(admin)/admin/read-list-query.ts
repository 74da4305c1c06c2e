/** What the lists of the administration are asked for: words to search for, and a page. */
export function readListQuery(url: URL): { q: string; page: number } {
  const asked = url.searchParams.get('page') ?? '';
  return {
    q: (url.searchParams.get('q') ?? '').trim().slice(0, 200),
    page: /^[1-9]\d{0,5}$/.test(asked) ? Number(asked) : 1,
  };
}
