/** How the media feature reacts: new pictures are made ready in all their sizes. */
import { getRuntime } from '#platform/runtime.ts';
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
