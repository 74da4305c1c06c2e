/** What may be said of who sells, and how much of it. */
import { z } from 'zod';
import { isCountry } from '#features/payments/country.ts';
import { textField } from '#platform/http/form-fields.ts';
import { INVOICE_LIMITS, type InvoiceSettings } from '../invoice.ts';
import type { InvoicesFilter } from './queries.ts';

export const KEEP_INVOICE_QUEUE = 'keep_invoice';

const needed = (most: number, message: string) => textField(most).refine((text) => text !== '', message);
const prefix = textField(INVOICE_LIMITS.prefix).refine(
  (text) => /^[\w./-]*$/.test(text),
  'Use letters, digits and . - _ / only',
);

export const invoiceSettingsForm = z
  .object({
    legalName: needed(INVOICE_LIMITS.legalName, 'Say who sells'),
    address: needed(INVOICE_LIMITS.address, 'Say where that is'),
    country: z.string().trim().toUpperCase().default('').refine(isCountry, 'Choose a country'),
    taxId: textField(INVOICE_LIMITS.taxId),
    email: textField(INVOICE_LIMITS.email).refine(
      (text) => text === '' || /^[^\s@]+@[^\s@]+$/.test(text),
      'This is no e-mail address',
    ),
    note: textField(INVOICE_LIMITS.note),
    invoicePrefix: prefix,
    creditPrefix: prefix,
  })
  .refine(({ invoicePrefix, creditPrefix }) => invoicePrefix !== creditPrefix, {
    path: ['creditPrefix'],
    message: 'Credit notes need a beginning of their own, to be told from invoices',
  }) satisfies z.ZodType<InvoiceSettings>;

/** What the address of the list says; whatever means nothing is left out of account. */
export function readInvoicesFilter(query: URLSearchParams): InvoicesFilter {
  const whole = (name: string, most: number): number | null =>
    /^[1-9]\d{0,5}$/.test(query.get(name) ?? '') && Number(query.get(name)) <= most ? Number(query.get(name)) : null;
  return { year: whole('year', 9999), page: whole('page', 100_000) ?? 1 };
}
