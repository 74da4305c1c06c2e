/** How the tickets feature reacts: the copy of an event offers the same where that is wanted. */
import { eventCopied } from '#features/events/server/signals.ts';
import { copyTickets } from './copy-tickets.ts';

eventCopied.now('copy_tickets', async (ctx, copy) => {
  if (copy.parts.includes('tickets')) await copyTickets(ctx, copy);
});
