import { placeLine } from '#features/events/event-face.ts';
import { authorisePublicEvent } from '#features/events/server/policy.ts';
import { getEvent } from '#features/events/server/queries.ts';
import { readHeaderPicture } from '#features/media/server/read-header-picture.ts';
import { translator } from '#platform/i18n/translate.ts';
import { getRuntime } from '#platform/runtime.ts';
import { DAY_MS } from '#platform/time.ts';
import { formatRange } from '#platform/dates.ts';
import { ogImagePng, ogPictureJpeg } from '#ui/og-image-png.ts';
import type { RequestHandler } from './$types';

/**
 * What messengers and networks show with the link. The address ends in `.png` as it always did; with a picture of the
 * organiser's it is a JPEG.
 */
export const GET: RequestHandler = async ({ locals, params }) => {
  const scope = await authorisePublicEvent(locals.ctx, params.slug);
  const event = await getEvent(locals.ctx, scope);
  locals.shared = { tags: [`event:${scope.eventId}`], ttlMs: DAY_MS };
  const when = formatRange(event.startsAt, event.endsAt, event.timeZone, 'en');
  const mark = event.state === 'cancelled' ? translator('en')('eventCard.cancelled') : '';
  const words = { title: event.name, when, where: placeLine(event), mark };
  const picture = await readHeaderPicture(locals.ctx, getRuntime().storage, scope);
  if (picture) return answer(await ogPictureJpeg(picture, words), 'image/jpeg');
  return answer(
    await ogImagePng({ ...words, seed: event.slug, brand: { hue: event.hue, brandColor: event.brandColor } }),
    'image/png',
  );
};

function answer(bytes: Uint8Array, type: string): Response {
  return new Response(new Uint8Array(bytes), { headers: { 'content-type': type } });
}
