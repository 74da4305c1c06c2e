/** Gives the text of `key` in the reader's language, with `values` set in; `count` chooses the plural. */
export type Translate = (key: string, values?: Record<string, string | number>) => string;
