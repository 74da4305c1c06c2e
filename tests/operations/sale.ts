/**
 * A sale for nothing, and those who take part in it: they want a seat, say who they are, and ask again under the same
 * key where no answer comes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventScope } from '#features/events/server/policy.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import type { Ctx } from '#platform/ctx.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { strongKey } from '#testing/strong-key.ts';
import { type Answer, type Way, Visitor } from './visitor.ts';

export type Bought = { code: string; secret: string; address: string; email: string };

export async function openSale(ctx: Ctx, seats: number): Promise<EventScope> {
  const event = await makeEvent(ctx, await makeOrganizer(ctx), { published: true });
  await createTicketType(ctx, event, { ...BLANK_TICKET, name: 'Seat', kind: 'free', quantity: seats });
  return event;
}

const PATIENCE_MS = 180_000;

/** What went wrong on the way: `what` was asked for, and what came instead. */
export type Failure = { what: string; came: string };
/** `only`: holds a seat and goes no further. */
export type Buying = { way: Way; slug: string; number: number; only?: 'holds'; onFailure?: (failure: Failure) => void };

/** Buys a seat, however often it has to be asked for. Undefined where all are taken. */
export async function buySeat({ way, slug, number, only, onFailure = () => {} }: Buying): Promise<Bought | undefined> {
  const visitor = new Visitor(way);
  const email = `buyer-${number}@example.org`;
  try {
    const request = {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': strongKey(`seat-for-${number}`) },
      body: JSON.stringify({ lines: [{ ticketType: 1, quantity: 1 }] }),
    };
    const answer = await insist(
      'a seat',
      () => visitor.ask(`/api/v1/events/${slug}/reservations`, request),
      [200, 201, 409],
      onFailure,
    );
    if (answer.status === 409) return undefined;
    const { code, secret } = (JSON.parse(answer.body) as { order: { code: string; secret: string } }).order;
    const address = `/orders/${code}/${secret}`;
    if (!only)
      await insist(
        'an order',
        () => visitor.send(`${address}/details?/complete`, { name: `Buyer ${number}`, email, locale: 'en' }),
        [303],
        onFailure,
      );
    return { code, secret, address, email };
  } finally {
    visitor.leave();
  }
}

async function insist(
  what: string,
  ask: () => Promise<Answer>,
  wanted: number[],
  onFailure: (failure: Failure) => void,
): Promise<Answer> {
  const limit = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask().catch((error: Error) => error);
    if (!(answer instanceof Error) && wanted.includes(answer.status)) return answer;
    const came = answer instanceof Error ? answer.message : `${answer.status} ${answer.body.slice(0, 300)}`;
    onFailure({ what, came });
    if (Date.now() > limit) throw new Error(`Nobody gives ${what}: ${came}`);
    await sleep(100);
  }
}
