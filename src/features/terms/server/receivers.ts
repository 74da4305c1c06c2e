/** How the terms feature reacts: no order stands without them, and the copy of an event has them too. */
import { addRowsToExport } from '#features/accounts/server/export-account.ts';
import { eventCopied } from '#features/events/server/signals.ts';
import { orderCompleted, orderPlaced } from '#features/orders/server/signals.ts';
import { copyTerms } from './copy-terms.ts';
import { exportOwnTerms } from './export-own-terms.ts';
import { verifyAcceptance } from './verify-acceptance.ts';

for (const signal of [orderPlaced, orderCompleted])
  signal.now('verify_terms', (ctx, order) => verifyAcceptance(ctx, order));

eventCopied.now('copy_terms', async (ctx, copy) => {
  if (copy.parts.includes('tickets')) await copyTerms(ctx, copy);
});

addRowsToExport('acceptedTerms', exportOwnTerms);
