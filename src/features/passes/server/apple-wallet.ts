/** Apple Wallet: a ticket as a signed `.pkpass`. */
import { PKPass } from 'passkit-generator';
import sharp from 'sharp';
import { theme } from '#platform/color.ts';
import { formatWhen } from '#platform/dates.ts';
import { type Locale, translator } from '#platform/i18n/translate.ts';
import { markSvg, posterSvg } from '#platform/poster.ts';
import { getRuntime } from '#platform/runtime.ts';
import { DAY_MS, isoWithOffset } from '#platform/time.ts';
import type { AppleWalletSettings } from '#platform/wallet-settings.ts';
import type { Pass, Passes } from './queries.ts';

/** The settings of Apple Wallet while their certificate is good. */
export function appleWallet(now: number): AppleWalletSettings | undefined {
  const { apple } = getRuntime().config.wallets;
  return apple && now < apple.goodUntil ? apple : undefined;
}

/**
 * The file that a phone adds to its wallet: shown by itself when the event is near, and marked as over a day after its
 * end.
 */
export async function writeApplePass(
  settings: AppleWalletSettings,
  { event, place }: Passes,
  pass: Pass,
  locale: Locale,
): Promise<Buffer> {
  const t = translator(locale);
  const { accent, 'on-accent': lettering } = theme(event, 'light');
  const {
    passType: passTypeIdentifier,
    team: teamIdentifier,
    certificate: signerCert,
    key: signerKey,
    keyPassword,
    intermediate: wwdr,
  } = settings;
  const made = new PKPass(
    await drawPictures(event),
    { wwdr, signerCert, signerKey, ...(keyPassword && { signerKeyPassphrase: keyPassword }) },
    {
      passTypeIdentifier,
      teamIdentifier,
      organizationName: event.organizer.name,
      description: t('passes.title', { count: 1, event: event.name }),
      // A ticket that was passed on is another pass: the old one stays with whom it was, and lets nobody in.
      serialNumber: `${pass.label}-${pass.rotation}`,
      backgroundColor: rgb(accent),
      foregroundColor: rgb(lettering),
      labelColor: rgb(lettering),
    },
  );
  made.type = 'eventTicket';
  made.headerFields.push({ key: 'ticket', label: t('passes.ticket'), value: pass.label });
  made.primaryFields.push({ key: 'event', label: '', value: event.name });
  made.secondaryFields.push({
    key: 'when',
    label: t('checkout.when'),
    value: isoWithOffset(event.startsAt, event.timeZone),
    dateStyle: 'PKDateStyleMedium',
    timeStyle: 'PKDateStyleShort',
    ignoresTimeZone: true,
  });
  if (place) made.secondaryFields.push({ key: 'where', label: t('checkout.where'), value: place });
  made.auxiliaryFields.push(
    { key: 'name', label: t('passes.attendee'), value: pass.attendee },
    { key: 'type', label: t('passes.type'), value: pass.name },
  );
  made.backFields.push(
    {
      key: 'whole',
      label: t('checkout.when'),
      value: `${formatWhen(event.startsAt, event.endsAt, event.timeZone, locale)} (${event.timeZone})`,
    },
    { key: 'once', label: t('passes.ticket'), value: t('passes.once') },
    { key: 'page', label: event.name, value: `${getRuntime().config.url}/e/${event.slug}` },
  );
  made.setBarcodes({
    format: 'PKBarcodeFormatQR',
    message: pass.code,
    messageEncoding: 'iso-8859-1',
    altText: pass.label,
  });
  made.setRelevantDate(new Date(event.startsAt));
  made.setExpirationDate(new Date(event.endsAt + DAY_MS));
  return made.getAsBuffer();
}

async function drawPictures({ slug: seed, ...brand }: Passes['event']): Promise<Record<string, Buffer>> {
  const png = (svg: string, size: number): Promise<Buffer> =>
    sharp(Buffer.from(svg)).resize(size, size).png().toBuffer();
  const [mark, poster] = [
    markSvg({ seed, brand, size: 174, mode: 'light' }),
    posterSvg({ seed, brand, width: 270, height: 270, mode: 'light' }),
  ];
  const wanted: [string, string, number][] = [
    ['icon.png', mark, 29],
    ['icon@2x.png', mark, 58],
    ['icon@3x.png', mark, 87],
    ['thumbnail.png', poster, 90],
    ['thumbnail@2x.png', poster, 180],
  ];
  return Object.fromEntries(
    await Promise.all(wanted.map(async ([name, svg, size]): Promise<[string, Buffer]> => [name, await png(svg, size)])),
  );
}

function rgb(hex: string): string {
  const channel = (at: number): number => Number.parseInt(hex.slice(at, at + 2), 16);
  return `rgb(${channel(1)}, ${channel(3)}, ${channel(5)})`;
}
