/** What may stand in the variable parts of addresses. */
import { defineParams } from '@sveltejs/kit/params';
import { findExport } from '#features/exchange/server/write-conference.ts';
import { LARGEST_NUMBER } from '#platform/ids.ts';
import { nounAt } from '#features/records/nouns.ts';

export const params = defineParams({
  /** The name of a public file under an event's schedule; the archive lives beside it. */
  export: (value) => (value !== 'open-event.zip' && findExport(value) ? value : undefined),
  /** The public number of a thing. */
  number: (value) => (/^[1-9]\d{0,9}$/.test(value) && Number(value) <= LARGEST_NUMBER ? Number(value) : undefined),
  /** A list of an event's records, by its address below the event's. */
  noun: nounAt,
});
