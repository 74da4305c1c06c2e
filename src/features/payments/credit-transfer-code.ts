/** The square that a banking app reads: who gets how much, and for what. */
import { BIC } from './iban.ts';

export type Transfer = {
  holder: string;
  iban: string;
  bic: string;
  amountMinor: number;
  currency: string;
  reference: string;
};

/** Limits of the standard, in euro cents. */
const MOST = 99_999_999_999;

/**
 * The text of a credit transfer code ("GiroCode"; EPC069-12, version 002). Undefined where there can be none: it is for
 * euros only.
 */
export function creditTransferText({
  holder,
  iban,
  bic,
  amountMinor,
  currency,
  reference,
}: Transfer): string | undefined {
  if (currency !== 'EUR' || holder === '' || iban === '' || amountMinor < 1 || amountMinor > MOST) return undefined;
  const amount = `${Math.floor(amountMinor / 100)}.${String(amountMinor % 100).padStart(2, '0')}`;
  return [
    'BCD',
    '002',
    '1',
    'SCT',
    BIC.test(bic) ? bic : '',
    oneLine(holder, 70),
    iban,
    `EUR${amount}`,
    '',
    '',
    oneLine(reference, 140),
  ].join('\n');
}

function oneLine(text: string, most: number): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, most);
}
