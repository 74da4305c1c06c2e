/**
 * An installation with tickets to give away, without its pages: events that offer them, and orders by people without an
 * account.
 */
import type { EventScope } from '#features/events/server/policy.ts';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import { authoriseOrder, type OrderScope } from '#features/orders/server/policy.ts';
import { signOrder } from '#features/orders/server/sign-order.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET, type TicketValues } from '#features/tickets/ticket.ts';
import { openBareFoyer, reserveSeats } from './bare-foyer.ts';
import { SECRET } from './bare-runtime.ts';
import { type EventChoices, makeEvent } from './builders.ts';

/** Who orders where a test does not say. */
export const ADA = { name: 'Ada Lind', email: 'ada@example.org', locale: 'en', names: [] as string[] };

/** Opens it on a database of its own, which goes with the test file. */
export async function openFreeSale() {
  const { database, system, organizer, nobody } = await openBareFoyer();

  /** An event with one ticket type, ten free seats unless `values` say otherwise. */
  async function makeSale(values: Partial<TicketValues> = {}, choices: EventChoices = {}): Promise<EventScope> {
    const event = await makeEvent(system, organizer, choices);
    await createTicketType(system, event, { ...BLANK_TICKET, name: 'Seat', kind: 'free', quantity: 10, ...values });
    return event;
  }

  /** An order as who has its link opens it. */
  const open = (code: string): Promise<OrderScope> =>
    authoriseOrder(nobody(), { code, secret: signOrder(SECRET, code), visitor: () => '192.0.2.1' });

  const reserve = async (event: EventScope, quantity: number): Promise<OrderScope> =>
    open((await reserveSeats(nobody(), event, quantity)).code);

  /** Reserved, and complete under that name. */
  async function order(event: EventScope, quantity: number, buyer = ADA): Promise<OrderScope> {
    const scope = await reserve(event, quantity);
    await completeOrder(nobody(), scope, buyer);
    return scope;
  }

  return { database, system, organizer, nobody, makeSale, open, reserve, order };
}
