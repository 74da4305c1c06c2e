/** What the lists of records show, besides the box to tick. The first column leads to the record. */
import type { Noun } from './nouns.ts';

const COLUMNS: Record<Noun, readonly string[]> = {
  sessions: ['Title', 'State', 'Track', 'Room', 'Time'],
  speakers: ['Name', 'Organisation', 'E-mail', 'Sessions'],
  rooms: ['Name', 'Floor', 'Seats', 'Sessions'],
  tracks: ['Name', 'Colour', 'Sessions'],
  types: ['Name', 'Minutes', 'Sessions'],
  sponsors: ['Name', 'Level', 'Rank', 'Website'],
  codes: ['Code', 'Shows'],
  discounts: ['Code', 'Takes off', 'For', 'Works', 'Uses'],
  taxes: ['Name', 'Rate', 'Applies to'],
  fees: ['Name', 'Asked', 'Tax'],
};

/** The heads of the columns of that noun's table, in their order. */
export function columnsOf(noun: Noun): readonly string[] {
  return COLUMNS[noun];
}
