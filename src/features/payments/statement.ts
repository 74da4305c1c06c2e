/** Credits on a bank account, and the orders that they are for. */
import { currencyDigits } from '#platform/money.ts';
import { isInRange } from '#platform/time.ts';

/** A credit as a statement says it. `bookedOn`: `2027-05-08`. */
export type Credit = {
  bookedOn: string;
  amountMinor: number;
  currency: string;
  reference: string;
  payer: string;
  iban: string;
};

/** An order that may still get money. `dueMinor`: what it waits for; 0 where it waits for none. */
export type Candidate = {
  code: string;
  buyerName: string;
  buyerCompany: string;
  currency: string;
  dueMinor: number;
  open: boolean;
};

/**
 * What a credit is probably for. `sure`: the very code and the very amount, and nothing else fits; `likely`: the code
 * with a slip, another amount, or a name with the right amount. Nothing is booked by itself, not even what is sure.
 */
export type Proposal = {
  code: string;
  certainty: 'sure' | 'likely';
  amount: 'equal' | 'less' | 'more';
  by: 'code' | 'typo' | 'name';
};

const CODE_LENGTH = 8;
/** What a code with a sign too few, wrong or too many is long. */
const STRETCHES = [CODE_LENGTH - 1, CODE_LENGTH, CODE_LENGTH + 1];
const END_LENGTH = 3;

/** Capitals and digits only: whatever stands between the signs of a code, it is found. */
function squeeze(text: string): string {
  return text.toUpperCase().replace(/[^A-Z0-9]/g, '');
}

/** Words of a name without accents, in alphabetical order: `Lind, Ada` is `Ada Lind`. */
function foldName(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1)
    .sort()
    .join(' ');
}

/** Finds what credits are for among many orders, in time that grows with the text alone. */
export class Matcher {
  readonly #byCode = new Map<string, Candidate>();
  readonly #byStart = new Map<string, Candidate[]>();
  readonly #byEnd = new Map<string, Candidate[]>();
  readonly #byName = new Map<string, Candidate[]>();

  constructor(candidates: readonly Candidate[]) {
    for (const candidate of candidates) {
      const { code } = candidate;
      this.#byCode.set(code, candidate);
      add(this.#byStart, code.slice(0, END_LENGTH), candidate);
      add(this.#byEnd, code.slice(-END_LENGTH), candidate);
      if (!candidate.open) continue;
      for (const name of new Set([foldName(candidate.buyerName), foldName(candidate.buyerCompany)])) {
        if (name !== '') add(this.#byName, name, candidate);
      }
    }
  }

  /** Whether it has the very code of an order in it, which is told much faster than a guess. */
  names({ reference }: Pick<Credit, 'reference'>): boolean {
    return this.#codesIn(squeeze(reference)).length > 0;
  }

  /** The best guess; undefined where there is none. */
  propose(credit: Credit): Proposal | undefined {
    const text = squeeze(credit.reference);
    const exact = this.#orders(this.#codesIn(text), credit);
    if (exact[0]) return this.#weigh(credit, exact[0], 'code', exact.length === 1);
    const near = this.#orders(this.#slipsIn(text), credit);
    if (near[0]) return this.#weigh(credit, near[0], 'typo', false);
    const named = (this.#byName.get(foldName(credit.payer)) ?? []).filter(
      ({ dueMinor, currency }) => dueMinor === credit.amountMinor && currency === credit.currency,
    );
    return named.length === 1 && named[0] ? this.#weigh(credit, named[0], 'name', false) : undefined;
  }

  #codesIn(text: string): string[] {
    return windows(text, CODE_LENGTH).filter((code) => this.#byCode.has(code));
  }

  /**
   * A slip is at the beginning of a code or at its end, or in the middle: so one of both ends is there as it should be,
   * and leads to few codes.
   */
  #slipsIn(text: string): string[] {
    return windows(text, END_LENGTH)
      .flatMap((end, at) => [
        ...(this.#byStart.get(end) ?? []).filter(({ code }) =>
          STRETCHES.some((length) => isSlip(text.slice(at, at + length), code)),
        ),
        ...(this.#byEnd.get(end) ?? []).filter(({ code }) =>
          STRETCHES.some((length) => isSlip(text.slice(Math.max(0, at + END_LENGTH - length), at + END_LENGTH), code)),
        ),
      ])
      .map(({ code }) => code);
  }

  /** Those orders once each, what waits for that very amount first. */
  #orders(codes: readonly string[], { amountMinor, currency }: Credit): Candidate[] {
    const found = [...new Set(codes)]
      .flatMap((code) => this.#byCode.get(code) ?? [])
      .filter((candidate) => candidate.currency === currency);
    return found.sort((a, b) => Number(b.dueMinor === amountMinor) - Number(a.dueMinor === amountMinor));
  }

  #weigh({ amountMinor }: Credit, { code, dueMinor, open }: Candidate, by: Proposal['by'], alone: boolean): Proposal {
    const amount = amountMinor === dueMinor ? 'equal' : amountMinor < dueMinor ? 'less' : 'more';
    return { code, by, amount, certainty: by === 'code' && amount === 'equal' && open && alone ? 'sure' : 'likely' };
  }
}

/** Every stretch of that length. */
function windows(text: string, length: number): string[] {
  return Array.from({ length: Math.max(0, text.length - length + 1) }, (_, at) => text.slice(at, at + length));
}

function add(found: Map<string, Candidate[]>, key: string, candidate: Candidate): void {
  const known = found.get(key);
  if (known) known.push(candidate);
  else found.set(key, [candidate]);
}

/** Whether one becomes the other by one sign more, less or another, or by two neighbours that change places. */
function isSlip(one: string, other: string): boolean {
  let [start, end] = [0, 0];
  const shorter = Math.min(one.length, other.length);
  while (start < shorter && one[start] === other[start]) start += 1;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const [mine, theirs] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
  if (mine.length === 2 && theirs.length === 2) return mine[0] === theirs[1] && mine[1] === theirs[0];
  return mine !== theirs && mine.length < 2 && theirs.length < 2;
}

/**
 * Reads an amount as banks write it: `1.234,56`, `1,234.56`, `+12,00 EUR`, `1'234.50`, `12.00-`. What stands behind the
 * last point or comma are decimals where they are as few as the currency has. Undefined for what is no amount.
 */
export function readBankAmount(text: string, currency: string): number | undefined {
  const plain = text
    .replace(/[\s\u00a0\u202f'’]/g, '')
    .replace(/[A-Za-z€$£¥]/g, '')
    .replaceAll('−', '-');
  const match = /^([+-]?)(\d[\d.,]*)([+-]?)$/.exec(plain);
  if (!match) return undefined;
  const [, before = '', number = '', behind = ''] = match;
  const digits = currencyDigits(currency);
  const at = Math.max(number.lastIndexOf('.'), number.lastIndexOf(','));
  const decimals = at < 0 ? 0 : number.length - at - 1;
  const isFraction = at >= 0 && decimals > 0 && decimals <= digits && number.indexOf(number[at] as string) === at;
  const [whole, fraction] = isFraction ? [number.slice(0, at), number.slice(at + 1)] : [number, ''];
  if (!/^\d{1,3}([.,]\d{3})*$|^\d+$/.test(whole)) return undefined;
  const minor = Number(whole.replace(/[.,]/g, '')) * 10 ** digits + Number(fraction.padEnd(digits, '0') || 0);
  return Number.isSafeInteger(minor) ? (before === '-' || behind === '-' ? -minor : minor) : undefined;
}

/**
 * Which of several ways to write days these are written in, and each as `2027-05-08`; undefined where one is no day.
 */
export function readBankDays(texts: readonly string[]): (string | undefined)[] {
  const monthFirst = texts.some((text) => Number(/^\d{1,2}\/(\d{1,2})\/\d{2,4}$/.exec(text.trim())?.[1] ?? 0) > 12);
  return texts.map((text) => readDay(text.trim(), monthFirst));
}

function readDay(text: string, monthFirst: boolean): string | undefined {
  const iso = /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?$/.exec(text);
  const local = /^(\d{1,2})[./-](\d{1,2})[./-](\d{2}|\d{4})(?: .*)?$/.exec(text);
  const [year, month, day] = iso
    ? iso.slice(1)
    : local
      ? [local[3], ...(monthFirst && text.includes('/') ? [local[1], local[2]] : [local[2], local[1]])]
      : [];
  if (!year || !month || !day) return undefined;
  const whole = `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = new Date(`${whole}T00:00:00Z`);
  return isInRange(at.getTime()) && at.toISOString().slice(0, 10) === whole ? whole : undefined;
}
