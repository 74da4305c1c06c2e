/** What is typed where a key is made. */
import { z } from 'zod';
import { ACCOUNT_LIMITS } from '#features/accounts/server/inputs.ts';
import { OFFERED_SCOPES } from '#features/organizers/scopes.ts';
import type { Translate } from '#platform/i18n/translate.ts';

/** Days for which a key may be in force; 0 is for ever. */
export const KEY_DAYS = [30, 90, 365, 0] as const;

/** A box for each scope, named `scope.orders:read`, counts where not everything is allowed. */
export const keyForm = (t: Translate) =>
  z
    .looseObject({
      name: z
        .string()
        .trim()
        .min(1, t('account.problem.keyName'))
        .max(ACCOUNT_LIMITS.keyName, t('account.problem.long', { count: ACCOUNT_LIMITS.keyName })),
      days: z.coerce
        .number()
        .refine((days) => (KEY_DAYS as readonly number[]).includes(days))
        .default(90),
      access: z.enum(['all', 'chosen']).default('all'),
      place: z.string().max(300).default(''),
    })
    .transform(({ name, days, access, place, ...boxes }) => ({
      name,
      days,
      place,
      scopes: access === 'all' ? null : OFFERED_SCOPES.filter((scope) => boxes[`scope.${scope}`] !== undefined),
    }));
