/** Letters about an account, in its owner's language. */
import { renderLetter } from '#features/mail/server/render-letter.ts';
import type { Ctx } from '#platform/ctx.ts';
import { knownLocale, translator, textKey } from '#platform/i18n/translate.ts';
import { nameInMail } from '#platform/mail/name-in-mail.ts';
import { postMail } from '#platform/mailer.ts';

export type AccountMail =
  /** Holds a link that works once, for an hour. */
  | { kind: 'verify-email' | 'magic-link' | 'reset-password' | 'change-email'; href: string }
  /** Tells of what happened, or of what somebody tried. */
  | {
      kind:
        | 'address-known'
        | 'address-unknown'
        | 'not-invited'
        | 'email-changed'
        | 'password-changed'
        | 'second-factor-on'
        | 'second-factor-off'
        | 'passkey-added'
        | 'api-key-added'
        | 'account-erased';
      href?: string;
    };

/** With a link that lets its reader in, or means to. */
const SENSITIVE = new Set<AccountMail['kind']>(['verify-email', 'magic-link', 'reset-password', 'change-email']);

/** How long such a link works, as the letter says. */
const LINK_MS = 3_600_000;

/** Posts the letter in the caller's transaction. `values` fill its words: `name`, `email`. */
export async function postAccountMail(
  ctx: Ctx,
  to: { email: string; locale: string },
  mail: AccountMail,
  values: Record<string, string> = {},
): Promise<void> {
  const locale = knownLocale(to.locale);
  const t = translator(locale);
  // Whoever signs up types any name for any address, so that mail greets without it.
  const known = values.name === undefined ? values : { ...values, name: nameInMail(values.name, to.email) };
  const textOf = (part: string): string => t(textKey(`account.mail.${mail.kind}.${part}`), known);
  const letter = renderLetter({
    subject: textOf('subject'),
    heading: textOf('heading'),
    lead: textOf('lead').split('\n'),
    ...(mail.href ? { action: { label: textOf('action'), href: mail.href } } : {}),
    after: [t(SENSITIVE.has(mail.kind) ? 'account.mail.hour' : 'account.mail.notYou')],
    reason: t('account.mail.reason', { email: to.email }),
    locale,
  });
  await postMail(ctx, {
    to: to.email,
    kind: mail.kind,
    ...(SENSITIVE.has(mail.kind) ? { sensitive: true, validUntil: Date.now() + LINK_MS } : {}),
    ...letter,
  });
}
