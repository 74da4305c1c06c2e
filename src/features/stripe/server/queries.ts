/** Reading which account takes an organizer's card payments. */
import { findOnItsWay } from '#features/payments/server/find-on-its-way.ts';
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import { isUuid } from '#platform/ids.ts';
import { translator } from '#platform/i18n/translate.ts';
import { getRuntime } from '#platform/runtime.ts';
import type { Instant } from '#platform/time.ts';
import { type AccountKind, type Connection, hindranceOf, type Reader } from '../account.ts';
import type { PlatformFee } from '../platform-fee.ts';
import { hashAccount, openGrant } from './store-account.ts';
import { loadFee } from './load-fee.ts';

function connections({ db }: Ctx) {
  return db
    .selectFrom('stripeAccounts as a')
    .leftJoin('users', 'users.id', 'a.connectedBy')
    .select([
      'a.id',
      'a.organizerId',
      'a.kind',
      'a.sealed',
      'a.live',
      'a.name',
      'a.chargesEnabled',
      'a.payoutsEnabled',
      'a.detailsSubmitted',
      'a.due',
      'a.inReview',
      'a.connectedAt',
      'a.checkedAt',
      'a.lettingGoAt',
      'users.name as connectedBy',
    ]);
}

type Row = Awaited<ReturnType<ReturnType<typeof connections>['execute']>>[number];

function connectionOf({ sealed, kind, connectedBy, ...row }: Row): Connection {
  return {
    ...row,
    kind: kind as AccountKind,
    connectedBy: connectedBy ?? '',
    account: openGrant(row.organizerId, sealed)?.account ?? null,
  };
}

/** What is known of the organizer's account, without its tokens; undefined where none is connected. */
export async function findConnection(
  ctx: Ctx,
  { organizerId }: { organizerId: number },
): Promise<Connection | undefined> {
  const row = await connections(ctx).where('a.organizerId', '=', organizerId).executeTakeFirst();
  return row && connectionOf(row);
}

/** By its id; undefined once it is over. */
export async function findConnectionById(ctx: Ctx, id: string): Promise<Connection | undefined> {
  const row = await connections(ctx).where('a.id', '=', id).executeTakeFirst();
  return row && connectionOf(row);
}

/** All accounts that organizers use and that can be named, each once. */
export async function listAccounts(ctx: Ctx): Promise<string[]> {
  const rows = await connections(ctx).orderBy('a.organizerId').execute();
  return [...new Set(rows.flatMap((row) => connectionOf(row).account ?? []))];
}

/** Ids of connections that wait to be let go. */
export async function listLettingGo({ db }: Ctx): Promise<string[]> {
  return (
    await db
      .selectFrom('stripeAccounts')
      .select('id')
      .where('lettingGoAt', 'is not', null)
      .orderBy('organizerId')
      .execute()
  ).map(({ id }) => id);
}

/** The connections through which organizers use that account, one each. */
export async function listConnectionsOf(ctx: Ctx, account: string): Promise<Connection[]> {
  const rows = await connections(ctx)
    .where('a.accountHash', '=', hashAccount(account))
    .orderBy('a.organizerId')
    .execute();
  return rows.map(connectionOf).filter((one) => one.account === account);
}

/** Ids of the organizers whose money goes to that account. */
export async function listOrganizersOfAccount(ctx: Ctx, account: string): Promise<number[]> {
  return (await listConnectionsOf(ctx, account)).map(({ organizerId }) => organizerId);
}

const readerOf = ({ locale }: Ctx): Reader => ({ t: translator(locale), locale });

export type CardPayments = {
  /** How accounts come to be connected here; null where the installation takes no card payments. */
  way: 'oauth' | 'accounts' | null;
  live: boolean;
  /** What the installation takes of each payment. */
  fee: PlatformFee;
  hindrance: string | null;
  connection: (Omit<Connection, 'id' | 'organizerId' | 'lettingGoAt'> & { isLettingGo: boolean }) | null;
};

/** How the organizer stands to card payments, for pages of its team. */
export async function findCardPayments(ctx: Ctx, { organizerId }: { organizerId: number }): Promise<CardPayments> {
  const { stripe } = getRuntime().config;
  const found = await findConnection(ctx, { organizerId });
  const hindrance = stripe
    ? hindranceOf(found, stripe.live, readerOf(ctx))
    : translator(ctx.locale)('stripe.hindrance.off');
  const base = {
    way: stripe?.connect ?? null,
    live: stripe?.live ?? false,
    fee: await loadFee(ctx, organizerId),
    hindrance,
  };
  if (!found) return { ...base, connection: null };
  const { id: _, organizerId: __, lettingGoAt, ...connection } = found;
  return { ...base, connection: { ...connection, isLettingGo: lettingGoAt !== null } };
}

/** Why the organizer takes no card payments now, in words for its team; null where it does. Asks only the database. */
export async function findHindrance(ctx: Ctx, organizerId: number): Promise<string | null> {
  const { stripe } = getRuntime().config;
  if (!stripe) return translator(ctx.locale)('stripe.hindrance.off');
  return hindranceOf(await findConnection(ctx, { organizerId }), stripe.live, readerOf(ctx));
}

/** The account that new card payments go to; undefined where nothing may be charged now (`findHindrance` says why). */
export async function getAccountForCharges(
  ctx: Ctx,
  organizerId: number,
): Promise<{ account: string; live: boolean } | undefined> {
  const { stripe } = getRuntime().config;
  const connection = stripe && (await findConnection(ctx, { organizerId }));
  if (!connection || connection.account === null || hindranceOf(connection, stripe.live, readerOf(ctx)) !== null)
    return undefined;
  return { account: connection.account, live: connection.live };
}

/** How many payments and refunds of an account are not settled yet. */
export async function countOnTheWay(ctx: Ctx, connection: { account: string | null } | undefined): Promise<number> {
  if (!connection?.account) return 0;
  const { payments, refunds } = await findOnItsWay(ctx, { provider: 'stripe', account: connection.account });
  return payments + refunds;
}

export type EventPaidByCard = { slug: string; name: string; startsAt: Instant; timeZone: string };

/** The organizer's events that are not over and take card payments, the next first. */
export async function listEventsPaidByCard(
  { db, now }: Ctx,
  { organizerId }: { organizerId: number },
): Promise<EventPaidByCard[]> {
  return db
    .selectFrom('events as e')
    .innerJoin('paymentMethods as m', 'm.eventId', 'e.id')
    .select(['e.slug', 'e.name', 'e.startsAt', 'e.timeZone'])
    .where('e.organizerId', '=', organizerId)
    .where('e.deletedAt', 'is', null)
    .where('e.endsAt', '>', timestamp(now))
    .where('m.method', '=', 'stripe')
    .where('m.enabled', '=', true)
    .orderBy('e.startsAt')
    .orderBy('e.id')
    .execute();
}

export type AttemptView = { words: string; organizer: string | null; next: string };

/** What became of an attempt, for the person who began it; undefined for everybody else. */
export async function findAttempt(ctx: Ctx, id: string): Promise<AttemptView | undefined> {
  if (ctx.actor.kind !== 'user' || !isUuid(id)) return undefined;
  const row = await ctx.db
    .selectFrom('stripeAttempts as a')
    .innerJoin('organizers as o', 'o.id', 'a.organizerId')
    .select(['a.words', 'o.slug as organizer', 'a.nextPath as next'])
    .where('a.id', '=', id)
    .where('a.userId', '=', ctx.actor.userId)
    .executeTakeFirst();
  return row;
}
