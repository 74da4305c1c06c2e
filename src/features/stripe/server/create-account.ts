/** Making an account at Stripe for an organizer that has none. */
import { z } from 'zod';
import { limitAttempts } from '#features/accounts/server/policy.ts';
import { lockTeam } from '#features/organizers/server/lock-team.ts';
import { noOrganizer, type OrganizerScope, requireRight } from '#features/organizers/server/policy.ts';
import { isCountry } from '#features/payments/country.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Forbidden, Unavailable } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { connectAccount } from './connect-account.ts';
import { pollAccount } from './poll-account.ts';
import { findConnection } from './queries.ts';
import { askStripe, getStripeSettings, stripeApi } from './stripe-client.ts';

export const countryForm = z.object({ country: z.string('field.country').refine(isCountry, 'field.country') });

export type CreateAccount = {
  /** ISO 3166-1, where whoever sells has their seat: Stripe keeps it for ever. */
  country: string;
  /** Who asks: an address of the network. */
  client: string;
};

/** So long Stripe knows the key of what it was asked for. */
const KEY_MS = 23 * 3_600_000;

/**
 * Makes a Standard account and connects it. Pressed twice, or again after an answer that was lost, it is the same
 * account.
 * @throws Forbidden, NotFound; Conflict where one is connected or accounts are connected instead; Invalid where Stripe
 * refuses; Unavailable; TooMany
 */
export async function createAccount(
  ctx: Ctx,
  scope: OrganizerScope,
  { country, client }: CreateAccount,
): Promise<void> {
  await requireRight(ctx, scope, 'manage-payouts', noOrganizer(scope.slug));
  const settings = getStripeSettings();
  if (settings.connect !== 'accounts') throw new Conflict('other_way.connect');
  await limitAttempts(ctx, 'token', { address: client });
  const attempt = await openAttempt(ctx, scope, country);
  if (attempt === undefined) return;
  const asked = { type: 'standard', country, metadata: { organizer: String(scope.organizerId), attempt } } as const;
  const made = await askStripe(stripeApi(settings).accounts.create(asked, { idempotencyKey: attempt })).catch(
    (error: unknown) => recall(ctx, attempt, error),
  );
  const grant = { account: made.id, accessToken: '', refreshToken: '', publishableKey: '', live: settings.live };
  const status = await pollAccount(made.id);
  await transact(ctx, async (ctx) => {
    await connectAccount(ctx, scope, { kind: 'created', grant, status: status === 'gone' ? undefined : status });
    await ctx.db
      .updateTable('stripeAttempts')
      .set({ usedAt: new Date(ctx.now) })
      .where('id', '=', attempt)
      .execute();
  });
}

/**
 * Where the answer was lost, an account that was made is found. Where none was, the key is used up: Stripe may have
 * kept the error with it, and would say it all day.
 */
async function recall(ctx: Ctx, attempt: string, error: unknown): Promise<{ id: string }> {
  if (!(error instanceof Unavailable)) throw error;
  const known = await askStripe(stripeApi().accounts.list({ limit: 100 })).catch(() => undefined);
  const found = known?.data.find(({ metadata }) => metadata?.attempt === attempt);
  if (found) return found;
  if (known)
    await transact(
      ctx,
      async ({ db, now }) =>
        void (await db
          .updateTable('stripeAttempts')
          .set({ usedAt: new Date(now) })
          .where('id', '=', attempt)
          .execute()),
    );
  throw error;
}

/**
 * The key of the account that is being made, the former one where its answer never came; undefined where there is an
 * account already.
 */
async function openAttempt(ctx: Ctx, scope: OrganizerScope, country: string): Promise<string | undefined> {
  const { organizerId } = scope;
  return transact(ctx, async (ctx) => {
    const { db, now, actor } = ctx;
    if (actor.kind !== 'user') throw new Forbidden('forbidden.sign_in');
    await lockTeam(ctx, scope);
    const connection = await findConnection(ctx, scope);
    if (connection?.lettingGoAt === null && connection.account !== null) return undefined;
    if (connection && connection.lettingGoAt !== null) throw new Conflict('letting_go.account');
    const open = await db
      .selectFrom('stripeAttempts')
      .select(['id', 'expiresAt'])
      .where('organizerId', '=', organizerId)
      .where('country', '=', country)
      .where('kind', '=', 'created')
      .where('usedAt', 'is', null)
      .executeTakeFirst();
    if (open && open.expiresAt > now) return open.id;
    if (open)
      await db
        .updateTable('stripeAttempts')
        .set({ usedAt: new Date(now) })
        .where('id', '=', open.id)
        .execute();
    const values = {
      kind: 'created',
      organizerId,
      userId: actor.userId,
      country,
      nextPath: '',
      createdAt: new Date(now),
      expiresAt: new Date(now + KEY_MS),
    };
    const { id } = await db.insertInto('stripeAttempts').values(values).returning('id').executeTakeFirstOrThrow();
    return id;
  });
}
