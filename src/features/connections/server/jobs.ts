/** The background side of connections. */
import { uploadPortrait } from '#features/media/server/upload-portrait.ts';
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import { FoyerError, Unavailable } from '#platform/errors.ts';
import { fetchPublic } from '#platform/http/fetch-public.ts';
import { wordStored } from '#platform/i18n/stored-text.ts';
import { defineJob } from '#platform/jobs/jobs.ts';
import { scheduleDaily } from '#platform/jobs/schedules.ts';
import { getRuntime } from '#platform/runtime.ts';
import { DAY_MS } from '#platform/time.ts';
import { FETCH_PORTRAIT_QUEUE } from './finish-sign-in.ts';

/** A late answer is told from a forged one for so long. */
const KEPT_MS = DAY_MS;

export type FetchPortrait = { userId: string; pictures: string[] };

const LIMITS = { limitBytes: 8 * 1024 * 1024, limitMs: 10_000 };

const DISCARD_OLD_ATTEMPTS_QUEUE = 'discard_old_attempts';

defineJob<FetchPortrait>(FETCH_PORTRAIT_QUEUE, fetchPortrait);
defineJob(DISCARD_OLD_ATTEMPTS_QUEUE, discardOldAttempts);
scheduleDaily(DISCARD_OLD_ATTEMPTS_QUEUE, { hour: 3, minute: 30 });

/**
 * Fetches the picture that a service names, the first that can be had, and takes it as any upload, where the person has
 * none. One that cannot be had or is no picture is no loss: the profile stays without.
 */
export async function fetchPortrait(ctx: Ctx, { userId, pictures }: FetchPortrait): Promise<void> {
  const { storage, config } = getRuntime();
  const rules = config.signIn.privatePictures ? { ...LIMITS, allows: () => true } : LIMITS;
  for (const sourceUrl of pictures) {
    const got = await fetchPublic(sourceUrl, rules);
    if ('reason' in got) {
      ctx.log.info(
        { userId, reason: wordStored(got.reason, 'en') },
        'the picture of a connected account was not fetched',
      );
      continue;
    }
    try {
      await uploadPortrait(ctx, { userId, ...got, storage, sourceUrl, onlyIfNone: true });
      return;
    } catch (error) {
      if (!(error instanceof FoyerError) || error instanceof Unavailable) throw error;
      ctx.log.info({ userId, reason: error.message }, 'the picture of a connected account was not taken');
    }
  }
}

/** Forgets attempts that ended a day ago, and people who did not prove their address in time. */
async function discardOldAttempts({ db, now }: Ctx): Promise<void> {
  await db
    .deleteFrom('signInAttempts')
    .where('expiresAt', '<', timestamp(now - KEPT_MS))
    .execute();
  await db.deleteFrom('pendingIdentities').where('expiresAt', '<', timestamp(now)).execute();
}
