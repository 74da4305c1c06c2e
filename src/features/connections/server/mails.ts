/** Letters about connections. */
import { renderLetter } from '#features/mail/server/render-letter.ts';
import { knownLocale, translator } from '#platform/i18n/translate.ts';
import { PENDING_MINUTES } from '../connection.ts';

type Written = ReturnType<typeof renderLetter>;

/** The code that proves an address. */
export function writeCodeLetter(service: string, code: string, locale: string): Written {
  const t = translator(locale);
  const spaced = `${code.slice(0, 4)} ${code.slice(4)}`;
  return renderLetter({
    subject: t('connections.mail.code.subject', { code: spaced }),
    heading: t('connections.mail.code.heading'),
    lead: [t('connections.mail.code.lead', { service }), spaced],
    after: [t('connections.mail.code.after', { minutes: PENDING_MINUTES })],
    reason: t('connections.mail.code.reason', { service }),
    locale: knownLocale(locale),
  });
}

/** To somebody whose address was given and who has an account already. */
export function writeKnownLetter(service: string, href: string, locale: string): Written {
  const t = translator(locale);
  return renderLetter({
    subject: t('connections.mail.known.subject'),
    heading: t('connections.mail.known.heading'),
    lead: [t('connections.mail.known.lead', { service })],
    action: { label: t('connections.mail.known.action'), href },
    reason: t('connections.mail.known.reason', { service }),
    locale: knownLocale(locale),
  });
}

/** So that nobody's account is connected without them knowing. */
export function writeConnectedLetter(service: string, handle: string, locale: string): Written {
  const t = translator(locale);
  const title = t('connections.mail.connected.subject', { service });
  return renderLetter({
    subject: title,
    heading: title,
    lead: [t('connections.mail.connected.lead', { account: handle ? `${service} (@${handle})` : service })],
    reason: t('connections.mail.connected.reason', { service }),
    locale: knownLocale(locale),
  });
}

export function writeDisconnectedLetter(service: string, locale: string): Written {
  const t = translator(locale);
  const title = t('connections.mail.disconnected.subject', { service });
  return renderLetter({
    subject: title,
    heading: title,
    lead: [t('connections.mail.disconnected.lead', { service })],
    reason: t('connections.mail.disconnected.reason'),
    locale: knownLocale(locale),
  });
}
