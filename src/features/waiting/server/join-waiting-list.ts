/** Joining the queue. */
import { randomBytes } from 'node:crypto';
import { getEventForSale } from '#features/events/server/queries.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { leftIn, shareOfNetwork } from '#features/orders/reservation.ts';
import { lockQuotas, type LockedQuota } from '#features/tickets/server/lock-quotas.ts';
import { listTypesForSale, type TypeOfSale } from '#features/tickets/server/queries.ts';
import { offerStateOf } from '#features/tickets/ticket.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Invalid } from '#platform/errors.ts';
import { getRuntime } from '#platform/runtime.ts';
import { transact } from '#platform/transact.ts';
import type { JoinInput } from './inputs.ts';
import { postJoined } from './mails.ts';
import { offerSeats } from './offer-seats.ts';
import { countWaitingOf, getWaitingList } from './queries.ts';

/**
 * Puts a group at the end of the queue for a ticket type and posts them the link to their place. Who is in that queue
 * already, by their address, stays where they are, and nothing says so: whose address it is only its mails tell. Where
 * seats are left that others before them have no use for, they are offered at once. `unlocked`: the numbers of the
 * ticket types that their access code shows. `network`: from whose they join, as `hashNetwork` gives it; together it
 * waits for no more seats than it could hold. Locks the event's quotas.
 * @throws Invalid, at its field, for what cannot be had that way; Conflict `closed` where nobody can wait here,
 * `on-sale` where there are enough for everybody, `too_many_waiting` where the network waits for its share
 */
export async function joinWaitingList(
  ctx: Ctx,
  scope: EventScope,
  input: JoinInput,
  { unlocked = [], network }: { unlocked?: readonly number[]; network?: string } = {},
): Promise<void> {
  const { eventId } = scope;
  await transact(ctx, async (ctx) => {
    const quotas = await lockQuotas(ctx, eventId);
    const [type] = await listTypesForSale(ctx, eventId, [input.ticketType]);
    if (!type || !isShown(type, unlocked))
      throw new Invalid('invalid.ticket_type_gone', [{ where: 'ticketType', message: 'waiting.needType' }]);
    if (input.quantity < type.minimumPerOrder || input.quantity > type.maximumPerOrder)
      throw new Invalid('invalid.together', [{ where: 'quantity', message: 'waiting.needQuantity' }]);
    await mustWait(ctx, eventId, { type, quotas, quantity: input.quantity });
    const { name, email, locale, quantity } = input;
    const entry = {
      eventId,
      ticketTypeId: type.id,
      quantity,
      name,
      email,
      locale,
      token: randomBytes(16).toString('base64url'),
      holder: network ?? null,
      state: 'waiting',
      told: 'waiting',
      joinedAt: new Date(ctx.now),
      changedAt: new Date(ctx.now),
    };
    const made = await ctx.db
      .insertInto('waitingEntries')
      .values(entry)
      .onConflict((same) => same.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!made) return;
    if (network !== undefined) await checkShare(ctx, { eventId, network, type, quotas });
    await postJoined(ctx, made.id);
    await offerSeats(ctx, eventId);
  });
}

function isShown({ visibility, number }: TypeOfSale, unlocked: readonly number[]): boolean {
  return visibility === 'public' || (visibility === 'code' && unlocked.includes(number));
}

/** @throws Conflict where there is no queue, or no need for one */
async function mustWait(
  ctx: Ctx,
  eventId: number,
  { type, quotas, quantity }: { type: TypeOfSale; quotas: readonly LockedQuota[]; quantity: number },
): Promise<void> {
  const [{ isOpen, endsAt }, list] = [await getEventForSale(ctx, eventId), await getWaitingList(ctx, { eventId })];
  const mine = quotas.filter(({ id }) => type.quotas.includes(id));
  const short = mine.some(
    ({ id, size, held, sold, awaited }) => awaited || leftIn({ id, size, taken: held + sold }) < quantity,
  );
  const state = offerStateOf({ ...type, left: null }, { now: ctx.now, eventEndsAt: endsAt });
  if (!isOpen || !list.isOpen || state !== 'on-sale') throw new Conflict('closed.waiting_list');
  if (!short) throw new Conflict('on-sale.tickets');
}

/**
 * Somebody who writes down one address after another would have every seat that comes back. The entry that was just
 * made counts.
 * @throws Conflict
 */
async function checkShare(
  ctx: Ctx,
  {
    eventId,
    network,
    type,
    quotas,
  }: { eventId: number; network: string; type: TypeOfSale; quotas: readonly LockedQuota[] },
): Promise<void> {
  const sizes = quotas.flatMap(({ id, size }) => (type.quotas.includes(id) && size !== null ? [size] : []));
  const { seatsPerNetwork } = getRuntime().config;
  const seats = shareOfNetwork(seatsPerNetwork, Math.min(...sizes), type.maximumPerOrder);
  if ((await countWaitingOf(ctx, eventId, network)) > seats) throw new Conflict('too_many_waiting.network', { seats });
}
