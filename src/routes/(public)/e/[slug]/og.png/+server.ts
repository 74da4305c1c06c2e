import { placeLine } from '#features/events/event-face.ts';
import { authorisePublicEvent } from '#features/events/server/policy.ts';
import { getEvent } from '#features/events/server/queries.ts';
import { formatRange } from '#ui/dates.ts';
import { ogImagePng } from '#ui/og-image-png.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
  const scope = await authorisePublicEvent(locals.ctx, params.slug);
  const event = await getEvent(locals.ctx, scope);
  locals.shared = { tags: [`event:${scope.eventId}`], ttlMs: 24 * 3_600_000 };
  const when = formatRange(event.startsAt, event.endsAt, event.timeZone, 'en');
  const png = await ogImagePng({ title: event.name, when, where: placeLine(event), seed: event.slug, hue: event.hue });
  return new Response(new Uint8Array(png), { headers: { 'content-type': 'image/png' } });
};
