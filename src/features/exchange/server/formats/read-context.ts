import type { CarriedFile, FormatName, Guessed, Reading, SaidConference } from '#features/exchange/conference.ts';
import { clipConference } from './clip-conference.ts';
import type { Remarks } from './collect-remarks.ts';
import type { ReadLimits } from './read-limits.ts';

/** What a reader knows beside the text itself. */
export type ReadContext = {
  /** '' when nobody said. */
  fileName: string;
  /** IANA zone for a file that names none, '' when nobody said. */
  timeZone: string;
  limits: ReadLimits;
  remarks: Remarks;
  /** What the readers put in because the file does not say it; filled while reading. */
  guessed: Guessed;
};

/**
 * A reading closed with what was remarked, and with nothing in it that is too long to keep. `ownEventUrl` is only for
 * files that Foyer wrote.
 */
export function closeReading(
  format: FormatName,
  dialect: string,
  conference: SaidConference,
  context: ReadContext,
  { files = new Map(), ownEventUrl }: { files?: Map<string, CarriedFile>; ownEventUrl?: string | undefined } = {},
): Reading {
  clipConference(conference, context.remarks);
  const own = ownEventUrl === undefined ? {} : { ownEventUrl };
  return { format, dialect, conference, files, ...own, guessed: context.guessed, ...context.remarks.finish() };
}
