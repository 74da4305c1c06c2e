import type { Remark } from '#features/exchange/conference.ts';
import { cutText } from '#platform/fit-text.ts';
import { type Instant, isInRange } from '#platform/time.ts';

/** Collects what a reader mended and left out, while it reads. */
export type Remarks = {
  /** Something was wrong with `element` and was put right. */
  mend: (element: string, reason: string) => void;
  /** `element` was left out. */
  skip: (element: string, reason: string) => void;
  /** One more of a fault that a file has everywhere; `tell` words all of them in one remark about the file. */
  count: (fault: string, describe: (times: number) => string) => void;
  /** `name` of a `kind` of records (`sessions`) has no place here and was left out, once more. */
  leave: (kind: string, name: string) => void;
  finish: () => { repaired: Remark[]; skipped: Remark[] };
};

/** In characters: a remark may quote what an author wrote, and that may be megabytes. */
const LONGEST = 500;
const short = (element: string, reason: string): Remark => ({
  element: cutText(element, LONGEST),
  reason: cutText(reason, LONGEST),
});

/** Nobody reads more of either kind; the rest is only counted. */
const MOST = 5_000;
/**
 * Of fields without a place, and of faults that are counted; no format has more, and a file may make up any number.
 */
const MOST_NAMES = 200;

/** An empty collection of remarks. What was counted comes after what was mended one by one. */
export function collectRemarks(): Remarks {
  const repaired: Remark[] = [];
  const skipped: Remark[] = [];
  const counted = new Map<string, { times: number; describe: (times: number) => string }>();
  let more = 0;
  const left = new Map<string, { kind: string; name: string; times: number }>();
  const count: Remarks['count'] = (fault, describe) => {
    if (counted.has(fault) || counted.size < MOST_NAMES)
      counted.set(fault, { times: (counted.get(fault)?.times ?? 0) + 1, describe });
    else more += 1;
  };
  return {
    mend: (element, reason) => {
      if (repaired.length < MOST) repaired.push(short(element, reason));
      else count('more mended', (n) => `${several(n, 'more record was', 'more records were')} mended`);
    },
    skip: (element, reason) => {
      if (skipped.length < MOST) skipped.push(short(element, reason));
      else count('more skipped', (n) => `${several(n, 'more record was', 'more records were')} left out`);
    },
    count,
    leave: (kind, name) => {
      const key = `${kind} ${name}`;
      const before = left.get(key);
      if (before) before.times += 1;
      else if (left.size < MOST_NAMES) left.set(key, { kind, name: cutText(name, 80), times: 1 });
      else
        count(
          'more names',
          (n) => `${several(n, 'more field was', 'more fields were')} left out, which have no place here`,
        );
    },
    finish: () => {
      for (const { times, describe } of counted.values()) repaired.push(short('file', describe(times)));
      for (const { kind, name, times } of left.values()) {
        skipped.push({
          element: `field "${name}" of ${kind}`,
          reason: `it has no place here and was left out ${times === 1 ? 'once' : `${times} times`}`,
        });
      }
      if (more > 0) repaired.push(short('file', `${several(more, 'more thing was', 'more things were')} mended`));
      more = 0;
      counted.clear();
      left.clear();
      return { repaired, skipped };
    },
  };
}

/** `1 session`, `3 sessions`. */
export function several(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

/** How an author would name a record: `session 2211 "Opening"`. */
export function nameElement(kind: string, id: string | undefined, title: string | undefined): string {
  const short = title && title.length > 80 ? `${cutText(title, 79)}…` : title;
  return [kind, id && cutText(id, 80), short ? `"${short}"` : undefined].filter(Boolean).join(' ');
}

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
