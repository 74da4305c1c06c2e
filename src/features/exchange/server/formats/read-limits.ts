/** What one file may cost us, however it was made. */
export type ReadLimits = {
  /** Size of the file itself. */
  bytes: number;
  /** Size of a file that is text and no archive. */
  textBytes: number;
  zipEntries: number;
  /** Inflated, all entries together. */
  zipBytes: number;
  /** Inflated, one entry. */
  zipEntryBytes: number;
  /** Inflated bytes for each compressed one, counted beyond the first mebibyte. */
  zipRatio: number;
  /** Nesting of XML elements or JSON values. */
  depth: number;
  /** XML elements, properties of a calendar, or objects and lists of JSON. Our own files have up to 50 a session. */
  elements: number;
  /** Values of one JSON text, names not counted. Our own largest files have 50 for each session. */
  values: number;
  /** On one XML element (on all, three for each of `elements`), or parameters of one property of a calendar. */
  attributes: number;
  /** Sessions, and as many each of speakers, rooms, tracks, types and sponsors. */
  records: number;
  /** Time for parsing XML or iCalendar. */
  milliseconds: number;
};

const MEBIBYTE = 1024 * 1024;

export const DEFAULT_LIMITS: ReadLimits = {
  bytes: 256 * MEBIBYTE,
  textBytes: 64 * MEBIBYTE,
  zipEntries: 2_000,
  zipBytes: 256 * MEBIBYTE,
  zipEntryBytes: 64 * MEBIBYTE,
  zipRatio: 200,
  depth: 64,
  elements: 1_200_000,
  values: 2_000_000,
  attributes: 64,
  records: 20_000,
  milliseconds: 20_000,
};
