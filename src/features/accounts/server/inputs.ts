/**
 * What people type about themselves, and its limits; pages take their HTML limits from here. Messages come in the
 * reader's language.
 */
import { z } from 'zod';
import { LOCALES, type Translate } from '#platform/i18n/translate.ts';
import { webAddress } from '#platform/web-address.ts';

export const ACCOUNT_LIMITS = {
  name: 100,
  email: 254,
  website: 500,
  biography: 2000,
  passwordLeast: 12,
  passwordMost: 128,
  keyName: 100,
  passkeyName: 60,
  code: 20,
} as const;

/** An e-mail address as it is stored: trimmed, in lower case. */
export const normalEmail = (text: string): string => text.trim().toLowerCase();

/** An e-mail address, as it is stored: without spaces around it and in lower case. */
export function emailField(t: Translate) {
  return z
    .string()
    .transform(normalEmail)
    .pipe(z.email(t('account.problem.email')).max(ACCOUNT_LIMITS.email, t('account.problem.email')));
}

/**
 * A password that somebody chooses: not too short, nor too long. Whether others would try it, the use case asks (NIST
 * SP 800-63B, 5.1.1.2).
 */
export function newPasswordField(t: Translate) {
  return z
    .string()
    .default('')
    .refine(
      (text) => text.length >= ACCOUNT_LIMITS.passwordLeast,
      t('account.problem.passwordShort', { count: ACCOUNT_LIMITS.passwordLeast }),
    )
    .refine(
      (text) => text.length <= ACCOUNT_LIMITS.passwordMost,
      t('account.problem.passwordLong', { count: ACCOUNT_LIMITS.passwordMost }),
    );
}

/** A password that is known already. */
export function passwordField(t: Translate) {
  return z
    .string()
    .default('')
    .refine((text) => text.length > 0 && text.length <= 1000, t('account.problem.passwordMissing'));
}

/** What a person is called. */
export function nameField(t: Translate) {
  return z
    .string()
    .trim()
    .min(1, t('account.problem.name'))
    .max(ACCOUNT_LIMITS.name, t('account.problem.long', { count: ACCOUNT_LIMITS.name }));
}

const nextField = z.string().max(2000).default('');

export const signUpForm = (t: Translate) =>
  z.object({ name: nameField(t), email: emailField(t), password: newPasswordField(t), next: nextField });
export const signInForm = (t: Translate) =>
  z.object({ email: emailField(t), password: passwordField(t), next: nextField });
export const addressForm = (t: Translate) => z.object({ email: emailField(t), next: nextField });
export const confirmForm = z.object({ token: z.string().max(200), password: z.string().max(1000).default('') });
export const tokenForm = z.object({ token: z.string().max(200).default('') });
/** What stays in force besides the new password; a form that does not ask keeps nothing. */
const keepFields = {
  keepPasskeys: z.string().max(10).optional(),
  keepKeys: z.string().max(10).optional(),
  keepServices: z.string().max(10).optional(),
};
export const newPasswordForm = (t: Translate) =>
  z.object({ token: z.string().max(200), password: newPasswordField(t), ...keepFields });
export const codeForm = z.object({ code: z.string().trim().max(ACCOUNT_LIMITS.code).default(''), next: nextField });
export const passwordForm = (t: Translate) =>
  z.object({ current: z.string().max(1000).default(''), password: newPasswordField(t) });
export const ownPasswordForm = z.object({ current: z.string().max(1000).default('') });
export const emailForm = (t: Translate) =>
  z.object({ email: emailField(t), current: z.string().max(1000).default('') });

export const profileForm = (t: Translate) =>
  z.object({
    name: nameField(t),
    website: z
      .string()
      .trim()
      .max(ACCOUNT_LIMITS.website, t('account.problem.long', { count: ACCOUNT_LIMITS.website }))
      .default('')
      .refine((text) => text === '' || webAddress(text) !== '', t('account.problem.website')),
    biography: z
      .string()
      .trim()
      .max(ACCOUNT_LIMITS.biography, t('account.problem.long', { count: ACCOUNT_LIMITS.biography }))
      .default(''),
    locale: z.enum(['', ...LOCALES]).default(''),
  });

export const passkeyNameForm = (t: Translate) =>
  z.object({
    id: z.string().max(100),
    name: z
      .string()
      .trim()
      .min(1, t('account.problem.passkeyName'))
      .max(ACCOUNT_LIMITS.passkeyName, t('account.problem.long', { count: ACCOUNT_LIMITS.passkeyName })),
  });
export const passkeyRemovalForm = z.object({
  id: z.string().max(100).default(''),
  current: z.string().max(1000).default(''),
});
/** The secret and the recovery codes come back with the code, to be shown again where it was wrong. */
export const setUpForm = z.object({
  code: z.string().trim().max(ACCOUNT_LIMITS.code).default(''),
  uri: z.string().max(600).default(''),
  codes: z.string().max(600).default(''),
});
export const eraseForm = z.object({
  current: z.string().max(1000).default(''),
  confirmation: z.string().trim().max(300).default(''),
});
