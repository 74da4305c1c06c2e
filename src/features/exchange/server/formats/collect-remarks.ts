import type { Remark } from '#features/exchange/conference.ts';
import { cutText } from '#platform/fit-text.ts';
import { type FoyerError, storeError } from '#platform/errors.ts';
import { storeAny } from '#platform/i18n/stored-text.ts';
import type { TextKey, ValuesOf } from '#platform/i18n/text.ts';
import { textKey } from '#platform/i18n/translate.ts';
import { type Instant, isInRange } from '#platform/time.ts';

type Values = Record<string, string | number>;
/** What a reader remarks: a text of the catalogue (`remark.<code>`). */
export type RemarkCode = TextKey extends infer K ? (K extends `remark.${infer Code}` ? Code : never) : never;
/** What its text needs; of one that is counted, all but the count. */
export type RemarkValues<C extends RemarkCode, Given extends string = never> =
  Record<never, never> extends Omit<ValuesOf<`remark.${C}`>, Given>
    ? [values?: Values]
    : [values: Omit<ValuesOf<`remark.${C}`>, Given> & Values];

/** Collects what a reader mended and left out, while it reads. */
export type Remarks = {
  /** Something was wrong with `element` and was put right. */
  mend: <C extends RemarkCode>(element: string, code: C, ...values: RemarkValues<C>) => void;
  /** `element` was left out. */
  skip: <C extends RemarkCode>(element: string, code: C, ...values: RemarkValues<C>) => void;
  /** `element` was left out for what an error says. */
  refuse: (element: string, error: FoyerError) => void;
  /** One more of a fault that a file has everywhere, all of which are one remark about the file. */
  count: <C extends RemarkCode>(fault: string, code: C, ...values: RemarkValues<C, 'count'>) => void;
  /** `name` of a `kind` of records (`sessions`) has no place here and was left out, once more. */
  leave: (kind: string, name: string) => void;
  finish: () => { repaired: Remark[]; skipped: Remark[] };
};

/** As it is stored: `wordRemarks` words it for its reader. */
export function storeRemark(code: RemarkCode, values: Values = {}): string {
  const quoted = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' ? cutText(value, LONGEST_QUOTE) : value,
  ]);
  return storeAny(textKey(`remark.${code}`), Object.fromEntries(quoted) as Values);
}

/** In characters: a remark may quote what an author wrote, and that may be megabytes. */
const LONGEST_QUOTE = 300;
const LONGEST_NAME = 500;
const short = (element: string, code: RemarkCode, values?: Values): Remark => ({
  element: cutText(element, LONGEST_NAME),
  reason: storeRemark(code, values),
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
  const counted = new Map<string, { times: number; code: RemarkCode; values: Values | undefined }>();
  let more = 0;
  const left = new Map<string, { kind: string; name: string; times: number }>();
  const count: Remarks['count'] = (fault, code, ...[values]) => {
    if (counted.has(fault) || counted.size < MOST_NAMES)
      counted.set(fault, { times: (counted.get(fault)?.times ?? 0) + 1, code, values });
    else more += 1;
  };
  return {
    mend: (element, code, ...[values]) => {
      if (repaired.length < MOST) repaired.push(short(element, code, values));
      else count('more mended', 'more_mended');
    },
    skip: (element, code, ...[values]) => {
      if (skipped.length < MOST) skipped.push(short(element, code, values));
      else count('more skipped', 'more_skipped');
    },
    refuse: (element, error) => {
      if (skipped.length < MOST) skipped.push({ element: cutText(element, LONGEST_NAME), reason: storeError(error) });
      else count('more skipped', 'more_skipped');
    },
    count,
    leave: (kind, name) => {
      const key = `${kind} ${name}`;
      const before = left.get(key);
      if (before) before.times += 1;
      else if (left.size < MOST_NAMES) left.set(key, { kind, name: cutText(name, 80), times: 1 });
      else count('more names', 'more_names');
    },
    finish: () => {
      for (const { times, code, values } of counted.values())
        repaired.push(short('file', code, { ...values, count: times }));
      for (const { kind, name, times } of left.values()) {
        skipped.push({
          element: `field "${name}" of ${kind}`,
          reason: storeRemark('no_place', { count: times }),
        });
      }
      if (more > 0) repaired.push(short('file', 'more_things', { count: more }));
      more = 0;
      counted.clear();
      left.clear();
      return { repaired, skipped };
    },
  };
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
  remarks.mend(element, 'far_time');
}
