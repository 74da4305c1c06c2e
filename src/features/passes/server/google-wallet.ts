/** Google Wallet: a link that carries the ticket, signed by the issuer's service account. */
import { sign } from 'node:crypto';
import { theme } from '#platform/color.ts';
import type { Locale } from '#platform/i18n/translate.ts';
import { getRuntime } from '#platform/runtime.ts';
import { isoWithOffset, type Instant } from '#platform/time.ts';
import type { GoogleWalletSettings } from '#platform/wallet-settings.ts';
import type { Pass, Passes } from './queries.ts';

export function googleWallet(): GoogleWalletSettings | undefined {
  return getRuntime().config.wallets.google;
}

/** Google takes links of so many signs after its own address. */
const MOST_SIGNS = 1800;
/** How long names may be: the first that fits into the link. */
const NAME_LENGTHS = [60, 40, 30, 20, 12];

/** The address that offers to keep the ticket. */
export function googleWalletLink(
  settings: GoogleWalletSettings,
  all: Passes,
  pass: Pass,
  how: { locale: Locale; now: Instant },
): string {
  const links = NAME_LENGTHS.values().map((most) => signJwt(claimsOf(settings, all, pass, { ...how, most }), settings));
  let jwt = '';
  for (jwt of links) if (jwt.length <= MOST_SIGNS) break;
  return `https://pay.google.com/gp/v/save/${jwt}`;
}

function claimsOf(
  { issuer, email }: GoogleWalletSettings,
  { event, place }: Passes,
  pass: Pass,
  { locale, now, most }: { locale: Locale; now: Instant; most: number },
): object {
  const short = (text: string): string =>
    [...text].length > most ? `${[...text].slice(0, most - 1).join('')}…` : text;
  const said = (value: string) => ({ defaultValue: { language: locale, value: short(value) } });
  const classId = `${issuer}.foyer-${event.slug}`.replaceAll(/[^\w.-]/g, '_');
  const time = (at: Instant): string => isoWithOffset(at, event.timeZone);
  const eventTicketClass = {
    id: classId,
    issuerName: short(event.organizer.name),
    reviewStatus: 'UNDER_REVIEW',
    eventName: said(event.name),
    dateTime: { start: time(event.startsAt), end: time(event.endsAt) },
    ...(place && { venue: { name: said(event.locationName || place), address: said(event.city || place) } }),
  };
  const eventTicketObject = {
    id: `${issuer}.foyer-${pass.label}-${pass.rotation}`,
    classId,
    state: 'ACTIVE',
    ticketNumber: pass.label,
    ticketHolderName: short(pass.attendee),
    ticketType: said(pass.name),
    hexBackgroundColor: theme(event, 'light').accent,
    barcode: { type: 'QR_CODE', value: pass.code, alternateText: pass.label },
  };
  return {
    iss: email,
    aud: 'google',
    typ: 'savetowallet',
    iat: Math.floor(now / 1000),
    payload: { eventTicketClasses: [eventTicketClass], eventTicketObjects: [eventTicketObject] },
  };
}

/** RS256 (RFC 7518, section 3.3). */
function signJwt(claims: object, { key }: GoogleWalletSettings): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}
