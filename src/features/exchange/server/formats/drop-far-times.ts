import { type Instant, isInRange } from '#platform/time.ts';
import type { Remarks } from './collect-remarks.ts';

/** A session whose times nobody may set goes without a time; everything else of it is kept. */
export function dropFarTimes(
  said: { startsAt?: Instant | null; endsAt?: Instant | null },
  element: string,
  remarks: Remarks,
): void {
  if ([said.startsAt, said.endsAt].every((at) => at == null || isInRange(at))) return;
  said.startsAt = null;
  said.endsAt = null;
  remarks.mend(element, 'its time is not between 1970 and 2200; it was left without a time');
}
