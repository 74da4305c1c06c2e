import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { DEFAULT_RULES } from '../../after-sale.ts';
import { copyOrderRules } from '../receivers.ts';
import { loadOrderRules } from './load-order-rules.ts';
import { updateOrderRules } from './update-order-rules.ts';

const database = await createTestDatabase();
const system = database.ctx();
const organizer = await makeOrganizer(system);

test('a copy has the rules of the orders of its event, with the moment until which one may cancel moved along; nothing where there are none', async () => {
  const [from, to, plain] = [
    await makeEvent(system, organizer),
    await makeEvent(system, organizer),
    await makeEvent(system, organizer),
  ];
  const rules = {
    ...DEFAULT_RULES,
    cancelPaid: true,
    keepBp: 1000,
    namesHours: 12,
    transfers: false,
    cancelUntil: Date.parse('2027-03-01T10:00:00Z'),
  };
  await updateOrderRules(system, from, rules);
  const week = { wallMs: 7 * 86_400_000, timeZone: 'UTC' };
  await copyOrderRules(system, { fromEventId: from.eventId, toEventId: to.eventId, shift: week });
  await copyOrderRules(system, { fromEventId: plain.eventId, toEventId: from.eventId, shift: week });
  assert.deepEqual(await loadOrderRules(system, to), { ...rules, cancelUntil: Date.parse('2027-03-08T10:00:00Z') });
});
