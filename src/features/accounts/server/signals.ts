/** What the accounts feature announces. */
import { signals } from '#platform/signals/signal.ts';

/**
 * Somebody's account is gone for good. Whatever is kept of them under their address, and need not be kept, goes with
 * it.
 */
export const accountErased = signals.signal<{ email: string }>('account_erased');
