/** Readings whose remarks are in English words, for tests that compare them. */
import { readConference } from '#features/exchange/server/read-conference.ts';
import { wordRemarks } from '#features/exchange/server/render-remarks.ts';

type Arguments = Parameters<typeof readConference>;

export async function readInWords(...given: Arguments): ReturnType<typeof readConference> {
  return wordRemarks(await readConference(...given), 'en');
}
