/** A message to oneself, before it goes to many. */
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Forbidden } from '#platform/errors.ts';
import { postMail } from '#platform/mailer.ts';
import { limitRate } from '#platform/rate-limit.ts';
import { transact } from '#platform/transact.ts';
import type { WordsByLocale } from '../message.ts';
import type { NoticeKind } from '../notice.ts';
import { renderPreviews } from './render-preview.ts';

const TRIALS = { attempts: 30, seconds: 3600 };

/**
 * Posts it to the actor's own address, in each language that has words, marked as a trial. Gives the address.
 * @throws Forbidden for who has none; TooMany
 */
export async function sendTrial(
  ctx: Ctx,
  scope: EventScope,
  { kind, words }: { kind: NoticeKind | 'message'; words: WordsByLocale },
): Promise<{ to: string }> {
  const { actor } = ctx;
  if (actor.kind !== 'user') throw new Forbidden('forbidden.no_address');
  await limitRate(ctx, `message-trial:${actor.userId}`, TRIALS);
  const { organizerId, eventId } = scope;
  const letters = await renderPreviews(ctx, scope, { kind, words, isTrial: true });
  await transact(ctx, async (ctx) => {
    for (const letter of letters)
      await postMail(ctx, { to: actor.email, kind: 'trial', organizerId, eventId, ...letter });
  });
  return { to: actor.email };
}
