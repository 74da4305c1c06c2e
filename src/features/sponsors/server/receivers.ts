/** How the sponsors feature reacts: the copy of an event has its sponsors where that is wanted. */
import { eventCopied } from '#features/events/server/signals.ts';
import { copySponsors } from './copy-sponsors.ts';

eventCopied.now('copy_sponsors', async (ctx, copy) => {
  if (copy.parts.includes('sponsors')) await copySponsors(ctx, copy);
});
