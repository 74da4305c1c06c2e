/** What may be said of who sells, and how much of it. */
import { z } from 'zod';
import { isCountry } from '#features/payments/country.ts';
import { textField } from '#platform/http/form-fields.ts';
import { INVOICE_LIMITS, type InvoiceSettings } from '../invoice.ts';
import type { InvoicesFilter } from './queries.ts';

export const KEEP_INVOICE_QUEUE = 'keep_invoice';

const needed = (most: number, message: string) => textField(most).refine((text) => text !== '', message);
const prefix = textField(INVOICE_LIMITS.prefix).refine((text) => /^[\w./-]*$/.test(text), 'field.invoice_prefix');

export const invoiceSettingsForm = z
  .object({
    legalName: needed(INVOICE_LIMITS.legalName, 'field.seller_name'),
    address: needed(INVOICE_LIMITS.address, 'field.seller_address'),
    country: z.string().trim().toUpperCase().default('').refine(isCountry, 'field.country'),
    taxId: textField(INVOICE_LIMITS.taxId),
    email: textField(INVOICE_LIMITS.email).refine(
      (text) => text === '' || /^[^\s@]+@[^\s@]+$/.test(text),
      'field.email',
    ),
    note: textField(INVOICE_LIMITS.note),
    invoicePrefix: prefix,
    creditPrefix: prefix,
  })
  .refine(({ invoicePrefix, creditPrefix }) => invoicePrefix !== creditPrefix, {
    path: ['creditPrefix'],
    message: 'field.credit_prefix',
  }) satisfies z.ZodType<InvoiceSettings>;

/** What the address of the list says; whatever means nothing is left out of account. */
export function readInvoicesFilter(query: URLSearchParams): InvoicesFilter {
  const whole = (name: string, most: number): number | null =>
    /^[1-9]\d{0,5}$/.test(query.get(name) ?? '') && Number(query.get(name)) <= most ? Number(query.get(name)) : null;
  return { year: whole('year', 9999), page: whole('page', 100_000) ?? 1 };
}
