/** What the lists of records show, besides the box to tick. The first column leads to the record. */
import type { Noun } from './nouns.ts';

const COLUMNS = {
  sessions: ['title', 'state', 'track', 'room', 'time'],
  speakers: ['name', 'organisation', 'email', 'sessions'],
  rooms: ['name', 'floor', 'seats', 'sessions'],
  tracks: ['name', 'color', 'sessions'],
  types: ['name', 'minutes', 'sessions'],
  sponsors: ['name', 'level', 'rank', 'website'],
  codes: ['code', 'shows'],
  discounts: ['code', 'takesOff', 'isFor', 'valid', 'uses'],
  taxes: ['name', 'rate', 'appliesTo'],
  fees: ['name', 'charged', 'tax'],
} as const satisfies Record<Noun, readonly string[]>;

/** A column of a list; its head is `records.column.<column>`. */
export type Column = (typeof COLUMNS)[Noun][number];

/** The columns of that noun's table, in their order. */
export function columnsOf(noun: Noun): readonly Column[] {
  return COLUMNS[noun];
}
