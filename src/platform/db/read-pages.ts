/** Reading long lists without having them whole in memory. */

/** What is read at once where nothing else is said. */
const PAGE_ROWS = 2000;

/**
 * Page after page of at most `size` rows. `read` gives those that come after `last`, in the order of the list, and the
 * first for undefined; what is added meanwhile at its end is read too.
 */
export async function* readPages<Row>(
  read: (last: Row | undefined, size: number) => Promise<Row[]>,
  size: number = PAGE_ROWS,
): AsyncGenerator<Row[]> {
  for (let last: Row | undefined; ;) {
    const page = await read(last, size);
    if (page.length > 0) yield page;
    if (page.length < size) return;
    last = page.at(-1);
  }
}
