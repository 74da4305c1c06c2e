/** What may be said of payments, and how much of it. */
import { z } from 'zod';
import { BUYER_LIMITS } from '#features/orders/server/inputs.ts';
import type { Billing } from '#features/orders/server/paying/place-order.ts';
import { amountField } from '#features/tickets/server/inputs.ts';
import { checkField, textField, wholeField } from '#platform/http/form-fields.ts';
import { LOCALES } from '#platform/i18n/translate.ts';
import { isCountry } from '../country.ts';
import { findHandMethod, isBilledFirst } from '../hand-methods.ts';
import { BIC, isIban, tidyIban } from '../iban.ts';
import {
  HAND_WAYS,
  type MethodSettings,
  noonOf,
  PAYMENT_LIMITS,
  type PaymentMethod,
  type PaymentSettings,
  WAYS_OF_MONEY,
} from '../payment.ts';
import { isVatId, tidyVatId } from '../vat-id.ts';
import { isOnline, listProviders } from './providers.ts';
import { type Mapping, STATEMENT_COLUMNS } from './statements/read-csv.ts';

const ibanField = z
  .string()
  .max(60, 'field.iban_length')
  .default('')
  .transform(tidyIban)
  .refine((iban) => iban === '' || isIban(iban), 'field.iban');

/** Where a buyer wants their money; '' for not said. Messages are keys of texts. */
export const refundToForm = z.object({
  iban: z
    .string()
    .max(60, 'checkout.tooLong')
    .default('')
    .transform(tidyIban)
    .refine((iban) => iban === '' || isIban(iban), 'payment.ibanWrong'),
});
const bicField = z
  .string()
  .max(20, 'field.bic')
  .default('')
  .transform(tidyIban)
  .refine((bic) => bic === '' || BIC.test(bic), 'field.bic');

/** The form of an order that the team writes; its tickets are read by readChoice. */
export const handForm = z.object({
  name: textField(BUYER_LIMITS.name, { required: 'field.buyer_name' }),
  email: z.string().trim().max(BUYER_LIMITS.email).pipe(z.email('field.email')),
  locale: z.enum(LOCALES).catch('en'),
  way: z.enum(HAND_WAYS, 'field.one_of_these'),
  key: z.string().min(8).max(60),
});

const NEEDED = {
  accountHolder: 'field.account_holder',
  iban: 'field.iban_needed',
} as const;

/**
 * How an event takes money, in the ways that this installation has. Fields of one way begin with its name:
 * `invoice.dueDays`.
 */
export function settingsForm(currency: string) {
  const ways = listProviders().map(({ id, when }) => ({ method: id, when, needs: findHandMethod(id)?.needs ?? [] }));
  const ofMethod = (method: PaymentMethod) => ({
    [`${method}.enabled`]: checkField,
    [`${method}.instructions`]: textField(PAYMENT_LIMITS.instructions),
    [`${method}.dueDays`]: wholeField(0, PAYMENT_LIMITS.days),
    [`${method}.from`]: amountField(currency),
    [`${method}.untilDays`]: wholeField(0, PAYMENT_LIMITS.days),
  });
  return z
    .object({
      accountHolder: textField(PAYMENT_LIMITS.holder),
      iban: ibanField,
      bic: bicField,
      expireDays: wholeField(0, PAYMENT_LIMITS.days),
      ...Object.assign({}, ...ways.map(({ method }) => ofMethod(method))),
    } as Record<string, z.ZodType>)
    .transform((form, context): PaymentSettings => {
      const read = <T>(name: string): T => form[name] as T;
      const methods = ways.map(({ method, when }): MethodSettings => ({
        method,
        enabled: read(`${method}.enabled`),
        instructions: read(`${method}.instructions`),
        dueDays: when === 'later' ? read(`${method}.dueDays`) : null,
        fromMinor: read<number | null>(`${method}.from`) ?? 0,
        untilDays: read(`${method}.untilDays`),
      }));
      const refuse = (path: string, message: string): void =>
        context.addIssue({ code: 'custom', path: [path], message });
      const on = ways.filter(({ method }) => read(`${method}.enabled`));
      for (const need of ['accountHolder', 'iban'] as const)
        if (read(need) === '' && on.some(({ needs }) => needs.includes(need))) refuse(need, NEEDED[need]);
      for (const { method, when } of on)
        if (when === 'later' && read(`${method}.dueDays`) === null) refuse(`${method}.dueDays`, 'field.due_days');
      return {
        accountHolder: read('accountHolder'),
        iban: read('iban'),
        bic: read('bic'),
        expireDays: read('expireDays'),
        methods,
      };
    });
}

/** Lengths in characters. */
export const BILLING_LIMITS = { company: 120, address: 500, vatId: 20 } as const;

const short = (most: number) => z.string().trim().max(most, 'checkout.tooLong').default('');

/** The buyer's choice of how to pay. Messages are keys of texts. */
export const payForm = z
  .object({
    method: z.string('payment.needMethod').regex(/^[a-z][a-z0-9-]{1,29}$/, 'payment.needMethod'),
    company: short(BILLING_LIMITS.company),
    address: short(BILLING_LIMITS.address),
    country: z
      .string()
      .trim()
      .default('')
      .transform((text) => text.toUpperCase())
      .refine((text) => text === '' || isCountry(text), 'payment.needCountry'),
    vatId: short(BILLING_LIMITS.vatId).transform(tidyVatId),
  })
  .transform(({ method, ...billing }, context): { method: PaymentMethod; billing: Billing } => {
    if (isBilledFirst(method) && billing.address === '')
      context.addIssue({ code: 'custom', path: ['address'], message: 'payment.needAddress' });
    if (isBilledFirst(method) && billing.country === '')
      context.addIssue({ code: 'custom', path: ['country'], message: 'payment.needCountry' });
    if (billing.vatId !== '' && !isVatId(billing.vatId, billing.country))
      context.addIssue({ code: 'custom', path: ['vatId'], message: 'payment.needVatId' });
    return { method, billing };
  });

const keyField = z.string().regex(/^[\w-]{8,100}$/, 'field.retry_form');

/** A payment that the team saw. */
export function markForm({ currency, timeZone }: { currency: string; timeZone: string }) {
  return z
    .object({
      amount: amountField(currency),
      method: z.enum(WAYS_OF_MONEY, 'field.how_paid'),
      paidOn: z.string().trim().default(''),
      note: textField(PAYMENT_LIMITS.note),
      key: keyField,
      seen: z.coerce.number().int().min(0),
    })
    .transform(({ amount, paidOn, seen, ...mark }, context) => {
      const at = noonOf(paidOn, timeZone);
      if (!amount) context.addIssue({ code: 'custom', path: ['amount'], message: 'field.amount_paid' });
      if (at === undefined) context.addIssue({ code: 'custom', path: ['paidOn'], message: 'field.date' });
      return { ...mark, amountMinor: amount ?? 0, paidAt: at ?? 0, seenPaidMinor: seen };
    });
}

const wayBackField = z
  .string('field.how_refunded')
  .refine((way) => (WAYS_OF_MONEY as readonly string[]).includes(way) || isOnline(way), 'field.how_refunded');

/** Money that the team sends back, by hand or through a provider; an empty amount is nothing. */
export function refundForm(currency: string) {
  return z
    .object({
      amount: amountField(currency),
      method: wayBackField,
      reason: textField(PAYMENT_LIMITS.reason),
      iban: ibanField,
      sent: checkField,
      returnsFee: checkField,
      key: keyField,
    })
    .transform(({ amount, ...refund }) => ({ ...refund, amountMinor: amount ?? 0 }));
}

/** Another try at a refund that failed; `again`: the way it was tried. */
export const resendForm = z.object({
  id: z.coerce.number().int().positive(),
  method: z.enum(['again', ...WAYS_OF_MONEY], 'field.how_refunded'),
  iban: ibanField,
});

/** Of a refund that is not owed any more; its buyer reads the reason. */
export const withdrawForm = z.object({
  id: z.coerce.number().int().positive(),
  reason: textField(PAYMENT_LIMITS.reason, { required: 'field.withdraw_reason' }),
});

/** What somebody found at the provider of a try to pay. */
export const putAsideForm = z.object({
  code: z.string().max(20),
  attempt: z.uuid(),
  reason: textField(PAYMENT_LIMITS.reason, { required: 'field.aside_reason' }),
});

/** What is done with several orders; their codes are those that the page showed. */
export const orderActForm = z.object({
  codes: z
    .string()
    .max(6000)
    .transform((text) => text.split(' ').filter((code) => /^[A-Z0-9]{8}$/.test(code))),
  way: z.enum(WAYS_OF_MONEY, 'field.how_paid').default('other'),
  refund: checkField,
  reason: textField(PAYMENT_LIMITS.reason),
  key: keyField,
});

/**
 * Which column of a bank's table is which, as a form says it: `column.date` is the place of the day, from 0 on, '' for
 * none.
 */
export function readMapping(form: FormData): Mapping {
  const mapping: Mapping = {};
  for (const column of STATEMENT_COLUMNS) {
    const place = form.get(`column.${column}`);
    if (typeof place === 'string' && /^\d{1,3}$/.test(place)) mapping[column] = Number(place);
  }
  return mapping;
}
