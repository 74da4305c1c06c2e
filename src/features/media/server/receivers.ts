/**
 * How the media feature reacts: new pictures are made ready in all their sizes, copies show them too, and what goes for
 * good takes its files along.
 */
import { addToExport, withIsoInstants } from '#features/accounts/server/export-account.ts';
import { systemEventScope } from '#features/events/server/policy.ts';
import { eventCopied, eventPurging } from '#features/events/server/signals.ts';
import { getRuntime } from '#platform/runtime.ts';
import { copyMedia } from './copy-media.ts';
import { discardAllMedia } from './discard-media.ts';
import { makeVariants } from './make-variants.ts';
import { picturesModified, profilePicturesModified } from './signals.ts';

/** The pictures of one upload or import are gathered for this long; the run then makes whatever its event lacks. */
const GATHER_MS = 200;

picturesModified.later(
  'make_variants',
  async (ctx, { eventId }) => {
    await makeVariants(ctx, getRuntime().storage, { eventId });
  },
  { key: ({ eventId }) => String(eventId), delayMs: GATHER_MS },
);

profilePicturesModified.later(
  'make_profile_variants',
  async (ctx, { owner }) => {
    await makeVariants(ctx, getRuntime().storage, owner);
  },
  { key: ({ owner }) => JSON.stringify(owner), delayMs: GATHER_MS },
);

eventCopied.now('copy_media', async (ctx, copy) => {
  if (copy.parts.includes('pictures')) await copyMedia(ctx, copy);
});

eventPurging.now('discard_media', async (ctx, { eventId }) => {
  await discardAllMedia(ctx, await systemEventScope(ctx, eventId));
});

addToExport('pictures', async (ctx, { userId }) => {
  const rows = await ctx.db
    .selectFrom('media')
    .select(['fileName', 'contentType', 'bytes', 'sha256', 'width', 'height', 'createdAt'])
    .where('userId', '=', userId)
    .orderBy('id')
    .execute();
  return withIsoInstants(rows, 'createdAt');
});
