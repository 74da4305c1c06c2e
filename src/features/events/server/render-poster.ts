/** A sheet to hang up, in the event's look, with a code that leads to its page. */
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { theme } from '#platform/color.ts';
import { cropPicture, type FocusedPicture } from '#platform/crop-picture.ts';
import type { Ctx } from '#platform/ctx.ts';
import { formatWhen, zoneName } from '#platform/dates.ts';
import { translator } from '#platform/i18n/translate.ts';
import { breakable, isolated } from '#platform/pdf/breakable.ts';
import { renderPdf, renderSvg } from '#platform/pdf/render-pdf.ts';
import { posterSvg } from '#platform/poster.ts';
import { qrSvg } from '#platform/qr.ts';
import { placeLine } from '../event-face.ts';
import type { EventScope } from './policy.ts';
import { getEvent } from './queries.ts';

const TEMPLATE = readFileSync(new URL('./render-poster.typ', import.meta.url), 'utf8');

export type PosterFile = { bytes: Uint8Array; fileName: string; type: string };

/** The width of the picture in pixels: A4 at 200 dots an inch. */
const PNG_WIDTH = 1654;

/** The upper part of the sheet, in its own units. */
const ART = { width: 840, height: 512 };
/** Dots of a picture for each of them: about 200 an inch. */
const ART_SCALE = 2;

/** `address`: that of the event's page. `picture`: the organiser's own, without which one is drawn. */
type PosterInput = { address: string; format: 'pdf' | 'png'; picture?: FocusedPicture | null };

/**
 * The sheet as A4 PDF or as PNG. @throws NotFound where the event went away; Unavailable where
 * too many documents are asked for
 */
export async function renderPoster(
  ctx: Ctx,
  scope: EventScope,
  { address, format, picture = null }: PosterInput,
): Promise<PosterFile> {
  const event = await getEvent(ctx, scope);
  const organizer = event.organizer.name;
  const t = translator('en');
  const data = {
    lang: 'en',
    dir: 'ltr',
    colors: theme(event, 'light'),
    title: `${event.name}: poster`,
    organizer,
    event: breakable(event.name),
    when: `${formatWhen(event.startsAt, event.endsAt, event.timeZone, 'en')} (${zoneName(event.timeZone)})`,
    where: isolated(placeLine(event)),
    poster: picture ? await pictureSvg(picture) : posterSvg({ seed: event.slug, brand: event, ...ART, mode: 'light' }),
    qr: qrSvg(address, 0),
    alt: t('poster.qr', { address }),
    call: t(event.state === 'cancelled' ? 'poster.cancelled' : 'poster.tickets'),
    address: breakable(address.replace(/^https?:\/\//, '')),
    from: isolated(organizer),
  };
  const input = { template: TEMPLATE, data, at: event.updatedAt };
  if (format === 'pdf')
    return { bytes: await renderPdf(input), fileName: `${event.slug}-poster.pdf`, type: 'application/pdf' };
  const svg = Buffer.from(await renderSvg(input));
  const bytes = await sharp(svg, { density: 200 }).resize({ width: PNG_WIDTH }).png({ compressionLevel: 9 }).toBuffer();
  return { bytes, fileName: `${event.slug}-poster.png`, type: 'image/png' };
}

/** A picture as the drawing that the template expects. */
async function pictureSvg(picture: FocusedPicture): Promise<string> {
  const { width, height } = ART;
  const cropped = await cropPicture(picture, width * ART_SCALE, height * ART_SCALE);
  const jpeg = (await cropped.jpeg({ quality: 86 }).toBuffer()).toString('base64');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><image width="${width}" height="${height}" href="data:image/jpeg;base64,${jpeg}"/></svg>`;
}
