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
  /** XML elements, or properties of a calendar. Our own largest files have 30 for each session. */
  elements: number;
  /** On one XML element. */
  attributes: number;
  /** Sessions, and as many each of speakers, rooms, tracks, types and sponsors. */
  records: number;
  /** Time for parsing XML or iCalendar. */
  milliseconds: number;
};

const MEBIBYTE = 1024 * 1024;

export const DEFAULT_LIMITS: ReadLimits = {
  bytes: 256 * MEBIBYTE,
  textBytes: 16 * MEBIBYTE,
  zipEntries: 2_000,
  zipBytes: 256 * MEBIBYTE,
  zipEntryBytes: 64 * MEBIBYTE,
  zipRatio: 200,
  depth: 64,
  elements: 700_000,
  attributes: 64,
  records: 20_000,
  milliseconds: 20_000,
};
