import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copyEvent } from '#features/events/server/copy-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import { enterDetails } from '#features/orders/server/paying/enter-details.ts';
import { placeOrder } from '#features/orders/server/paying/place-order.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import { getOrder } from '#features/orders/server/queries.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { Conflict, Invalid } from '#platform/errors.ts';
import { openBareFoyer, reserveSeats } from '#testing/bare-foyer.ts';
import { DAY, makeEvent } from '#testing/builders.ts';
import { acceptTerms } from './accept-terms.ts';
import { findAcceptance, findTerms, findTermsDue } from './queries.ts';
import { updateTerms } from './update-terms.ts';
import './receivers.ts';

const { system, organizer, nobody } = await openBareFoyer();
const ADA = { name: 'Ada Lind', email: 'ada@example.org', locale: 'en', names: [] };

async function reserve(priceMinor = 0): Promise<{ event: EventScope; scope: OrderScope }> {
  const event = await makeEvent(system, organizer);
  await createTicketType(system, event, {
    ...BLANK_TICKET,
    name: 'Seat',
    kind: priceMinor > 0 ? 'paid' : 'free',
    priceMinor,
  });
  return { event, scope: await reserveSeats(nobody(), event, 1) };
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
  await assert.rejects(
    acceptTerms(nobody(), scope, version),
    (error) => error instanceof Invalid && error.problems[0]?.message === 'terms.changed',
  );
  assert.equal((await findAcceptance(system, scope))?.text, 'Be kind');
  await updateTerms(system, event, { text: '' });
  assert.deepEqual(
    [await findTermsDue(system, scope), await completeOrder(nobody(), scope, ADA)],
    [undefined, 'completed'],
  );
});

test('a copy of an event has its terms', async () => {
  const event = await makeEvent(system, organizer);
  await updateTerms(system, event, { text: 'Be kind' });
  const copy = await copyEvent(system, event, organizer, {
    name: 'Next week',
    startsAt: DAY + 7 * 86_400_000,
    parts: ['tickets'],
  });
  assert.equal((await findTerms(system, copy))?.text, 'Be kind');
});
