/** Tries to pay orders at providers, as they are kept. */
import type { Insertable } from 'kysely';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import { cutText } from '#platform/fit-text.ts';
import type { Instant } from '#platform/time.ts';
import type { PaymentAttempts } from '../../../../db/types.ts';
import { type AttemptState, LIVE_STATES, lookAgainAt } from '../attempt.ts';
import type { AttemptRequest } from '../provider.ts';

export type Attempt = {
  id: string;
  orderId: number;
  provider: string;
  account: string;
  amountMinor: number;
  currency: string;
  applicationFeeMinor: number;
  state: AttemptState;
  request: AttemptRequest | null;
  reference: string;
  address: string;
  expiresAt: Instant;
  paymentReference: string;
  createdAt: Instant;
  /** When the provider was last asked how it stands. */
  lookedAt: Instant | null;
  tries: number;
  trouble: string;
  /** It was given up without its provider, which let nobody look at it. */
  lost: boolean;
  /** When somebody said what came of it; null where nobody did, or the provider has told since. */
  putAsideAt: Instant | null;
};

const COLUMNS = [
  'id',
  'orderId',
  'provider',
  'account',
  'amountMinor',
  'currency',
  'applicationFeeMinor',
  'state',
  'request',
  'reference',
  'address',
  'expiresAt',
  'paymentReference',
  'createdAt',
  'lookedAt',
  'tries',
  'trouble',
  'lost',
  'putAsideAt',
] as const;

function attempts({ db }: Ctx) {
  return db.selectFrom('paymentAttempts').select(COLUMNS);
}

type Row = Awaited<ReturnType<ReturnType<typeof attempts>['execute']>>[number];

function attemptOf({ state, request, ...row }: Row): Attempt {
  return { ...row, state: state as AttemptState, request: request as AttemptRequest | null };
}

export async function findAttempt(ctx: Ctx, id: string): Promise<Attempt | undefined> {
  const row = await attempts(ctx).where('id', '=', id).executeTakeFirst();
  return row && attemptOf(row);
}

/** @throws NotFound */
export async function getAttempt(ctx: Ctx, id: string): Promise<Attempt> {
  const row = await findAttempt(ctx, id);
  if (!row) throw new NotFound('not_found.payment');
  return row;
}

/** Writes one that is asked for, before its provider hears of it. */
export async function insertAttempt(ctx: Ctx, values: Insertable<PaymentAttempts>): Promise<Attempt> {
  return attemptOf(
    await ctx.db.insertInto('paymentAttempts').values(values).returning(COLUMNS).executeTakeFirstOrThrow(),
  );
}

/** Notes where it is paid; undefined where somebody settled or opened it meanwhile. */
export async function noteOpened(
  ctx: Ctx,
  { id }: { id: string },
  { reference, address, expiresAt }: { reference: string; address: string; expiresAt: Instant },
): Promise<Attempt | undefined> {
  const row = await ctx.db
    .updateTable('paymentAttempts')
    .set({
      state: 'open',
      request: null,
      reference,
      address,
      expiresAt: new Date(expiresAt),
      tries: 0,
      trouble: '',
    })
    .where('id', '=', id)
    .where('state', '=', 'begun')
    .returning(COLUMNS)
    .executeTakeFirst();
  return row && attemptOf(row);
}

/** The one try of the order with which money can still come. */
export async function findLiveAttempt(ctx: Ctx, { orderId }: { orderId: number }): Promise<Attempt | undefined> {
  const row = await attempts(ctx).where('orderId', '=', orderId).where('state', 'in', LIVE_STATES).executeTakeFirst();
  return row && attemptOf(row);
}

/** When somebody first went to pay the order; undefined where nobody did. */
export async function findFirstAttempt(ctx: Ctx, { orderId }: { orderId: number }): Promise<Instant | undefined> {
  const { at } = await ctx.db
    .selectFrom('paymentAttempts')
    .select(({ fn }) => fn.min<Instant | null>('createdAt').as('at'))
    .where('orderId', '=', orderId)
    .executeTakeFirstOrThrow();
  return at ?? undefined;
}

/** By what the provider calls it, in the account in which it was begun. */
export async function findAttemptByReference(
  ctx: Ctx,
  { provider, account, reference }: { provider: string; account: string; reference: string },
): Promise<Attempt | undefined> {
  const row = await attempts(ctx)
    .where('provider', '=', provider)
    .where('account', '=', account)
    .where('reference', '=', reference)
    .where('reference', '<>', '')
    .executeTakeFirst();
  return row && attemptOf(row);
}

/**
 * Takes up a try of which the provider tells though nobody here heard that it was begun; says whether there is such a
 * one. What had been given up stays so, but what was paid there counts.
 */
export async function adoptAttempt(
  ctx: Ctx,
  { id, provider, account, reference }: { id: string; provider: string; account: string; reference: string },
): Promise<boolean> {
  const { numUpdatedRows } = await ctx.db
    .updateTable('paymentAttempts')
    .set({ reference })
    .where('id', '=', id)
    .where('provider', '=', provider)
    .where('account', '=', account)
    .where('reference', '=', '')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/**
 * Notes that the provider did not answer, or not as it should. It is asked again later; people hear of it where that
 * lasts.
 */
export async function noteTrouble(
  ctx: Ctx,
  { id, createdAt, expiresAt, tries }: Attempt,
  words: string,
): Promise<void> {
  const next = lookAgainAt({ createdAt, expiresAt, tries: tries + 1 }, ctx.now);
  await ctx.db
    .updateTable('paymentAttempts')
    .set({ tries: tries + 1, trouble: cutText(words, 500), lookAgainAt: new Date(next) })
    .where('id', '=', id)
    .where('state', 'in', LIVE_STATES)
    .execute();
}

/**
 * Gives up a try of which nobody got the address, or which the provider refuses. One that the provider knows is settled
 * instead.
 */
export async function abandonAttempt(ctx: Ctx, { id }: Attempt, words: string): Promise<void> {
  await ctx.db
    .updateTable('paymentAttempts')
    .set({ state: 'gone', request: null, trouble: cutText(words, 500) })
    .where('id', '=', id)
    .where('state', '=', 'begun')
    .execute();
}

/**
 * Gives up a try that its provider lets nobody look at any more, since the organiser let the account go: nobody can
 * close it, and it may be paid there all the same, which the team has to look up. Says how it stands now: somebody may
 * have settled it meanwhile.
 */
export async function loseAttempt(ctx: Ctx, { id }: Attempt, words: string): Promise<AttemptState> {
  await ctx.db
    .updateTable('paymentAttempts')
    .set({ state: 'gone', lost: true, request: null, trouble: cutText(words, 500) })
    .where('id', '=', id)
    .where('state', 'in', LIVE_STATES)
    .execute();
  return (await getAttempt(ctx, id)).state;
}
