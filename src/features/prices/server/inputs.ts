/** Fields of forms with percentages and amounts, and how an event writes its prices. */
import { z } from 'zod';
import { amountField } from '#features/tickets/server/inputs.ts';
import { readPercent } from '../tax.ts';

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
    context.addIssue({ code: 'custom', message: 'field.percent' });
    return z.NEVER;
  });

export const taxModeForm = z
  .object({ mode: z.enum(['within', 'on-top'], 'field.one_of_these') })
  .transform(({ mode }) => ({ pricesIncludeTax: mode === 'within' }));
