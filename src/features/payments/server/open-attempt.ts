/** Having the provider begin a payment, which is asked for already. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, FoyerError, storeError, Unavailable, wordsOf } from '#platform/errors.ts';
import { abandonAttempt, type Attempt, getAttempt, noteOpened, noteTrouble } from './find-attempt.ts';
import { getOnlineProvider, refuseTransaction } from './providers.ts';

/** While somebody else asks for the same, a moment is enough. */
const BUSY_MS = 1000;

/**
 * Asks the provider to begin, under the key of the try, and keeps where it is paid; the address is somebody's to follow
 * only once it is kept here. Undefined where the try was given up meanwhile.
 * @throws Unavailable where the provider does not answer: the try stays, and may be asked for again; Conflict where it
 * refuses
 */
export async function openAttempt(ctx: Ctx, attempt: Attempt): Promise<Attempt | undefined> {
  refuseTransaction(ctx);
  const { id, account, amountMinor, currency, applicationFeeMinor, expiresAt, request } = attempt;
  if (request === null) return usable(await getAttempt(ctx, id));
  try {
    const begun = await getOnlineProvider(attempt.provider).begin(ctx, {
      id,
      account,
      amountMinor,
      currency,
      applicationFeeMinor,
      expiresAt,
      request,
    });
    const opened = await noteOpened(ctx, attempt, begun);
    if (opened) return opened;
  } catch (error) {
    await noteRefusal(ctx, attempt, error);
  }
  return usable(await getAttempt(ctx, id));
}

function usable(attempt: Attempt): Attempt | undefined {
  return attempt.state === 'gone' ? undefined : attempt;
}

/** Returns where somebody else had it begun meanwhile. */
async function noteRefusal(ctx: Ctx, attempt: Attempt, error: unknown): Promise<void> {
  if (!(error instanceof FoyerError)) throw error;
  if (error instanceof Unavailable) {
    if (error.code === 'busy') await sleep(BUSY_MS);
    else await noteTrouble(ctx, attempt, storeError(error));
    if ((await getAttempt(ctx, attempt.id)).state !== 'begun') return;
    throw error;
  }
  ctx.log.warn(
    { attempt: attempt.id, provider: attempt.provider, words: wordsOf(error) },
    'a payment was refused by its provider',
  );
  await abandonAttempt(ctx, attempt, storeError(error));
  throw new Conflict(error.message, 'provider_refuses');
}
