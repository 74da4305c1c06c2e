import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { copyEvent } from '#features/events/server/copy-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { completeOrder } from '#features/orders/server/complete-order.ts';
import { enterDetails } from '#features/orders/server/enter-details.ts';
import { placeOrder } from '#features/orders/server/place-order.ts';
import { authoriseOrderIn, type OrderScope } from '#features/orders/server/policy.ts';
import { getOrder } from '#features/orders/server/queries.ts';
import { reserveTickets } from '#features/orders/server/reserve-tickets.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Invalid } from '#platform/errors.ts';
import { type Runtime, setRuntime } from '#platform/runtime.ts';
import { DAY, makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { acceptTerms } from './accept-terms.ts';
import { findAcceptance, findTerms, findTermsDue } from './queries.ts';
import { updateTerms } from './update-terms.ts';
import './receivers.ts';

const database = await createTestDatabase();
setRuntime({ config: { url: 'https://foyer.example', secret: 'a secret of a test' }, database, log: database.log } as unknown as Runtime);
after(() => setRuntime(undefined));
const system = database.ctx();
const organizer = await makeOrganizer(system);
const nobody = (): Ctx => database.ctx({ kind: 'nobody' });
const ADA = { name: 'Ada Lind', email: 'ada@example.org', locale: 'en', names: [] };

let asked = 0;
async function reserve(priceMinor = 0): Promise<{ event: EventScope; scope: OrderScope }> {
  asked += 1;
  const event = await makeEvent(system, organizer);
  await createTicketType(system, event, { ...BLANK_TICKET, name: 'Seat', kind: priceMinor > 0 ? 'paid' : 'free', priceMinor });
  const [answer] = await reserveTickets(nobody(), event.eventId, [{ idempotencyKey: `terms-${asked}-of-a-test`, lines: [{ ticketType: 1, quantity: 1 }], unlocked: [], locale: 'en' }]);
  return { event, scope: await authoriseOrderIn(nobody(), event, answer?.outcome === 'reserved' ? answer.order.code : '', 'buyer') };
}

test('no order stands without the terms, free or to be paid, whatever a form says', async () => {
  const [free, paid] = [await reserve(), await reserve(500)];
  for (const { event } of [free, paid]) await updateTerms(system, event, { text: 'Be kind' });
  await assert.rejects(completeOrder(nobody(), free.scope, ADA), Conflict);
  await enterDetails(nobody(), paid.scope, ADA);
  const place = () => placeOrder(nobody(), paid.scope, { method: 'on-site', dueAt: null });
  await assert.rejects(place(), Conflict);
  assert.equal((await getOrder(system, paid.scope)).state, 'reserved');
  await acceptTerms(nobody(), paid.scope, String((await findTerms(system, paid.event))?.version));
  assert.equal(await place(), 'placed');
});

test('what was accepted is kept with its text and time; another text has to be accepted anew', async () => {
  const { event, scope } = await reserve();
  await updateTerms(system, event, { text: 'Be kind' });
  const version = String((await findTerms(system, event))?.version);
  await assert.rejects(acceptTerms(nobody(), scope, ''), Invalid);
  await acceptTerms(nobody(), scope, version);
  const accepted = await findAcceptance(system, scope);
  assert.deepEqual([accepted?.text, accepted?.sha256.length, typeof accepted?.acceptedAt], ['Be kind', 64, 'number']);
  assert.equal(await findTermsDue(system, scope), undefined);
  await updateTerms(system, event, { text: 'Be kind, and on time' });
  await assert.rejects(acceptTerms(nobody(), scope, version), (error) => error instanceof Invalid && error.problems[0]?.message === 'terms.changed');
  assert.equal((await findAcceptance(system, scope))?.text, 'Be kind');
  await updateTerms(system, event, { text: '' });
  assert.deepEqual([await findTermsDue(system, scope), await completeOrder(nobody(), scope, ADA)], [undefined, 'completed']);
});

test('a copy of an event has its terms', async () => {
  const event = await makeEvent(system, organizer);
  await updateTerms(system, event, { text: 'Be kind' });
  const copy = await copyEvent(system, event, organizer, { name: 'Next week', startsAt: DAY + 7 * 86_400_000, parts: ['tickets'] });
  assert.equal((await findTerms(system, copy))?.text, 'Be kind');
});
