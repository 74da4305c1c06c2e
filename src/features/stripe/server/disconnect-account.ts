/** Letting an organizer's account at Stripe go. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockTeam } from '#features/organizers/server/lock-team.ts';
import { noOrganizer, type OrganizerScope, requireRight } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Unavailable } from '#platform/errors.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import { transact } from '#platform/transact.ts';
import { nameAccount } from '../account.ts';
import { finishDisconnect } from './finish-disconnect.ts';
import { postToOwners } from './post-to-owners.ts';
import { findConnection, listEventsPaidByCard } from './queries.ts';

export const FINISH_DISCONNECT_QUEUE = 'finish_stripe_disconnect';
/** Time enough for the request to do it by itself. */
const RETRY_MS = 30_000;
/** Until it is looked again whether something is on its way. */
const LATER_MS = 60_000;

/**
 * From the commit on nothing more is charged to it. Stripe is told at once, or by a job: once no payment is on its way
 * any more, and once it answers. Answers whether it is done. Pressed again while it waits, it tries once more. Locks
 * the organizer.
 * @throws Conflict (`not_connected`) where none is connected; Forbidden without the right to money
 */
export async function disconnectAccount(ctx: Ctx, scope: OrganizerScope): Promise<'done' | 'waiting'> {
  const { organizerId, slug } = scope;
  const id = await transact(ctx, async (ctx) => {
    await requireRight(ctx, scope, 'manage-payouts', noOrganizer(slug));
    await lockTeam(ctx, scope);
    const connection = await findConnection(ctx, scope);
    if (!connection) throw new Conflict('not_connected.stripe');
    if (connection.lettingGoAt === null) {
      await ctx.db
        .updateTable('stripeAccounts')
        .set({ lettingGoAt: new Date(ctx.now) })
        .where('id', '=', connection.id)
        .execute();
      await writeAuditEntry(ctx, {
        organizerId,
        action: 'stripe.disconnect',
        subject: 'the account at Stripe',
        before: { account: nameAccount(connection) },
      });
      const events = (await listEventsPaidByCard(ctx, scope)).map(({ name }) => name);
      await postToOwners(ctx, {
        organizerId,
        kind: 'stripe-disconnected',
        account: connection,
        by: ctx.actor.kind === 'nobody' ? '' : ctx.actor.name,
        events,
      });
      await enqueue(
        ctx,
        FINISH_DISCONNECT_QUEUE,
        { connectionId: connection.id },
        { key: connection.id, delayMs: RETRY_MS },
      );
    }
    return connection.id;
  });
  try {
    return await finishDisconnect(ctx, id);
  } catch (error) {
    ctx.log.warn({ organizer: slug, err: error }, 'an account was not let go at Stripe yet');
    if (!(error instanceof Unavailable)) throw error;
    return 'waiting';
  }
}

/**
 * The job's part: while something is on its way it comes again.
 * @throws what Stripe refuses or does not answer: it is tried again
 */
export async function resumeDisconnect(ctx: Ctx, connectionId: string): Promise<void> {
  if ((await finishDisconnect(ctx, connectionId)) === 'waiting')
    await enqueue(ctx, FINISH_DISCONNECT_QUEUE, { connectionId }, { key: connectionId, delayMs: LATER_MS });
}
