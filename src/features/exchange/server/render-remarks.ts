/** Remarks of a reading in the words of their reader. They are stored as texts of the catalogue with their values. */
import { cutText } from '#platform/fit-text.ts';
import { wordStored } from '#platform/i18n/stored-text.ts';
import type { Remark } from '../conference.ts';

/** In characters: a remark may quote two long names. */
const LONGEST = 500;

/** What was stored in words, before remarks were texts, stays as it is. */
export function wordRemarks<Of extends { repaired: Remark[]; skipped: Remark[] }>(of: Of, locale: string): Of {
  const word = ({ element, reason }: Remark): Remark => ({
    element,
    reason: cutText(wordStored(reason, locale), LONGEST),
  });
  return { ...of, repaired: of.repaired.map(word), skipped: of.skipped.map(word) };
}
