/** Credits on a bank account, and the orders that they are for. */
import { currencyDigits } from '#platform/money.ts';

/** A credit as a statement says it. `bookedOn`: `2027-05-08`. */
export type Credit = { bookedOn: string; amountMinor: number; currency: string; reference: string; payer: string; iban: string };

/** An order that may still get money. `dueMinor`: what it waits for; 0 where it waits for none. */
export type Candidate = { code: string; buyerName: string; buyerCompany: string; currency: string; dueMinor: number; open: boolean };

/**
 * What a credit is probably for. `sure`: the very code and the very amount, and nothing else fits; `likely`: the code with a slip, another
 * amount, or a name with the right amount. Nothing is booked by itself, not even what is sure.
 */
export type Proposal = { code: string; certainty: 'sure' | 'likely'; amount: 'equal' | 'less' | 'more'; by: 'code' | 'typo' | 'name' };

const CODE_LENGTH = 8;

/** Capitals and digits only: whatever stands between the signs of a code, it is found. */
function squeeze(text: string): string {
  return text.toUpperCase().replace(/[^A-Z0-9]/g, '');
}

/** Words of a name without accents, in alphabetical order: `Lind, Ada` is `Ada Lind`. */
function foldName(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 1).sort().join(' ');
}

/** Finds what credits are for among many orders, in time that grows with the text alone. */
export class Matcher {
  readonly #byCode = new Map<string, Candidate>();
  readonly #bySlip = new Map<string, Set<string>>();
  readonly #byName = new Map<string, Candidate[]>();

  constructor(candidates: readonly Candidate[]) {
    for (const candidate of candidates) {
      this.#byCode.set(candidate.code, candidate);
      for (const slip of traces(candidate.code)) this.#bySlip.set(slip, (this.#bySlip.get(slip) ?? new Set()).add(candidate.code));
      if (!candidate.open) continue;
      for (const name of new Set([foldName(candidate.buyerName), foldName(candidate.buyerCompany)])) {
        if (name !== '') this.#byName.set(name, [...(this.#byName.get(name) ?? []), candidate]);
      }
    }
  }

  /** The best guess; undefined where there is none. */
  propose(credit: Credit): Proposal | undefined {
    const text = squeeze(credit.reference);
    const exact = this.#orders(windows(text, CODE_LENGTH).filter((code) => this.#byCode.has(code)), credit);
    if (exact[0]) return this.#weigh(credit, exact[0], 'code', exact.length === 1);
    const slips = [CODE_LENGTH - 1, CODE_LENGTH, CODE_LENGTH + 1].flatMap((length) => windows(text, length).flatMap(guesses));
    const near = this.#orders(slips.flatMap((slip) => [...(this.#bySlip.get(slip) ?? [])]), credit);
    if (near[0]) return this.#weigh(credit, near[0], 'typo', false);
    const named = (this.#byName.get(foldName(credit.payer)) ?? []).filter(({ dueMinor, currency }) => dueMinor === credit.amountMinor && currency === credit.currency);
    return named.length === 1 && named[0] ? this.#weigh(credit, named[0], 'name', false) : undefined;
  }

  /** Those orders once each, what waits for that very amount first. */
  #orders(codes: readonly string[], { amountMinor, currency }: Credit): Candidate[] {
    const found = [...new Set(codes)].flatMap((code) => this.#byCode.get(code) ?? []).filter((candidate) => candidate.currency === currency);
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

/** A text with each of its signs taken out in turn. */
function shortened(text: string): string[] {
  return Array.from(text, (_, at) => text.slice(0, at) + text.slice(at + 1));
}

/** A text of eight signs with one slip that keeps its length: any sign in the place of one, or two neighbours in either order. */
function blurred(text: string): string[] {
  const wrong = Array.from(text, (_, at) => `${text.slice(0, at)}?${text.slice(at + 1)}`);
  const swapped = Array.from({ length: text.length - 1 }, (_, at) => `${at}:${text.slice(0, at)}${[text[at], text[at + 1]].sort().join('')}${text.slice(at + 2)}`);
  return [...wrong, ...swapped];
}

/** What a code is looked up by: as it is, one sign short, or blurred. */
function traces(code: string): string[] {
  return [code, ...shortened(code), ...blurred(code)];
}

/** What a stretch of text may be a slip of: with a sign too few it is a shortened code, with one too many it shortens to one. */
function guesses(stretch: string): string[] {
  if (stretch.length < CODE_LENGTH) return [stretch];
  return stretch.length > CODE_LENGTH ? shortened(stretch) : blurred(stretch);
}

/**
 * Reads an amount as banks write it: `1.234,56`, `1,234.56`, `+12,00 EUR`, `1'234.50`, `12.00-`. What stands behind the last point or comma are
 * decimals where they are as few as the currency has. Undefined for what is no amount.
 */
export function readBankAmount(text: string, currency: string): number | undefined {
  const plain = text.replace(/[\s\u00a0\u202f'’]/g, '').replace(/[A-Za-z€$£¥]/g, '').replaceAll('−', '-');
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

/** Which of several ways to write days these are written in, and each as `2027-05-08`; undefined where one is no day. */
export function readBankDays(texts: readonly string[]): (string | undefined)[] {
  const monthFirst = texts.some((text) => Number(/^\d{1,2}\/(\d{1,2})\/\d{2,4}$/.exec(text.trim())?.[1] ?? 0) > 12);
  return texts.map((text) => readDay(text.trim(), monthFirst));
}

function readDay(text: string, monthFirst: boolean): string | undefined {
  const iso = /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?$/.exec(text);
  const local = /^(\d{1,2})[./-](\d{1,2})[./-](\d{2}|\d{4})(?: .*)?$/.exec(text);
  const [year, month, day] = iso ? iso.slice(1) : local ? [local[3], ...(monthFirst && text.includes('/') ? [local[1], local[2]] : [local[2], local[1]])] : [];
  if (!year || !month || !day) return undefined;
  const whole = `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = new Date(`${whole}T00:00:00Z`);
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== whole ? undefined : whole;
}
