/** What the prices feature announces. */
import { signals } from '#platform/signals/signal.ts';

/** What makes the prices of an event besides its list changed: taxes, fees, discount codes. */
export const pricesModified = signals.signal<{ eventId: number }>('prices_modified');
