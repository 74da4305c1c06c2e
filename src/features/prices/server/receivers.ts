/** How the prices feature reacts: the copy of an event has its taxes and fees, and amounts follow its currency. */
import { currencyChanging, eventCopied } from '#features/events/server/signals.ts';
import { copyPrices } from './copy-prices.ts';
import { convertAmounts } from './convert-amounts.ts';

eventCopied.now('copy_prices', async (ctx, copy) => {
  if (copy.parts.includes('tickets')) await copyPrices(ctx, copy);
});
currencyChanging.now('keep_amounts', (ctx, change) => convertAmounts(ctx, change));
