const WRITES = [
  /\.(?:insertInto|updateTable|deleteFrom)\(\s*'(\w+)'/g,
  /(?:writeNumberedRows|insertPlainRows)\(\s*(?:ctx|ctx\.db), '(\w+)'/g,
  // In SQL as such: at its beginning, or as a part `with … as (`.
  /(?<=[`(]\s*)(?:update|insert into|delete from) (\w+)/g,
];

/** The tables that a source writes, by the names that the code has for them. */
export function findWrites(text: string): string[] {
  return WRITES.flatMap((write) => [...text.matchAll(write)]).map(([, table = '']) =>
    table.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
  );
}
