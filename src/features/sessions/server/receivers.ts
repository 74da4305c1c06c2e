/**
 * How the sessions feature reacts: a copy of an event has its rooms, tracks and types, and its sessions where that is
 * wanted.
 */
import { eventCopied } from '#features/events/server/signals.ts';
import { copyRoomsAndTracks, copySessions } from './copy-programme.ts';

eventCopied.now('copy_programme', async (ctx, copy) => {
  await copyRoomsAndTracks(ctx, copy);
  if (copy.parts.includes('sessions')) await copySessions(ctx, copy);
});
