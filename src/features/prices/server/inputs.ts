/** What may be said of taxes, fees and discount codes in forms. */
import { z } from 'zod';
import { amountField } from '#features/tickets/server/inputs.ts';
import { ACCESS_CODE, tidyCode } from '#features/tickets/ticket.ts';
import { tickedTypes } from '#features/tickets/ticket-form.ts';
import { checkField, momentField, textField, wholeField } from '#platform/http/form-fields.ts';
import { type Discount, DISCOUNT_KINDS, DISCOUNT_LIMITS, type DiscountValues } from '../discount.ts';
import { FEE_BASES, type FeeValues, readPercent, TAX_LIMITS, type TaxRateValues } from '../tax.ts';

/** An amount in `currency`; 0 for an empty field. */
export const amountIn = (currency: string) => amountField(currency).transform((minor) => minor ?? 0);

/** A percentage in hundredths; 0 for an empty field. */
export const percentField = z
  .string()
  .trim()
  .default('')
  .transform((text, context) => {
    const bp = text === '' ? 0 : readPercent(text);
    if (bp !== undefined) return bp;
    context.addIssue({ code: 'custom', message: 'Write a number from 0 to 100, like 19 or 7.5' });
    return z.NEVER;
  });

export const taxModeForm = z
  .object({ mode: z.enum(['within', 'on-top'], 'Choose one') })
  .transform(({ mode }) => ({ pricesIncludeTax: mode === 'within' }));

export const taxRateForm = z
  .object({
    name: textField(TAX_LIMITS.name, { required: 'Give it a name' }),
    percent: percentField,
    standard: checkField,
  })
  .loose()
  .transform((form): TaxRateValues => ({
    name: form.name,
    rateBp: form.percent,
    standard: form.standard,
    types: tickedTypes(form),
  }));

/** A fee's form; its amount is in `currency`. */
export function feeForm(currency: string) {
  return z
    .object({
      name: textField(TAX_LIMITS.name, { required: 'Give it a name' }),
      percent: percentField,
      fixed: amountIn(currency),
      per: z.enum(FEE_BASES, 'Choose one'),
      tax: z
        .string()
        .regex(/^([1-9]\d{0,8})?$/, 'Choose one')
        .default(''),
    })
    .transform(({ name, percent, fixed, per, tax }): FeeValues => ({
      name,
      percentBp: percent,
      fixedMinor: fixed,
      per,
      taxNumber: tax === '' ? null : Number(tax),
    }));
}

const CODE_HINT = 'Use 4 to 40 letters from A to Z, digits and hyphens';

/**
 * A discount code's form: amounts in `currency`, times by the clock of `timeZone`. No ticked ticket type stands for
 * all.
 */
export function discountForm({ currency, timeZone }: { currency: string; timeZone: string }) {
  return z
    .object({
      code: z.string().max(80, CODE_HINT).transform(tidyCode).pipe(z.string().regex(ACCESS_CODE, CODE_HINT)),
      kind: z.enum(DISCOUNT_KINDS, 'Choose one'),
      percent: percentField,
      amount: amountIn(currency),
      mostUses: wholeField(1, DISCOUNT_LIMITS.uses),
      startsAt: momentField(timeZone),
      endsAt: momentField(timeZone),
      minimumTickets: wholeField(0, DISCOUNT_LIMITS.tickets),
      minimum: amountIn(currency),
    })
    .loose()
    .transform((form): DiscountValues => {
      const types = tickedTypes(form);
      const { code, mostUses, startsAt, endsAt } = form;
      const discount: Discount =
        form.kind === 'percent'
          ? { kind: form.kind, percentBp: form.percent }
          : { kind: form.kind, amountMinor: form.amount };
      return {
        code,
        discount,
        types: types.length > 0 ? types : null,
        mostUses,
        startsAt,
        endsAt,
        minimumTickets: form.minimumTickets ?? 0,
        minimumMinor: form.minimum,
      };
    });
}
