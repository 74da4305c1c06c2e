import assert from 'node:assert/strict';
import { test } from 'node:test';
import { currencyChanging } from '#features/events/server/signals.ts';
import { problem } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { BLANK_SETTINGS } from '../payment.ts';
import { getPaymentSettings } from './queries.ts';
import './receivers.ts';
import { updatePaymentSettings } from './update-payment-settings.ts';

const database = await createTestDatabase();
const system = database.ctx();
const organizer = await makeOrganizer(system);

test('smallest totals keep their number in another currency, and keep the currency where that has no such decimals', async () => {
  const [event, other] = [await makeEvent(system, organizer), await makeEvent(system, organizer)];
  const methods = (fromMinor: number) => ({
    ...BLANK_SETTINGS,
    methods: BLANK_SETTINGS.methods.map((method) => (method.method === 'invoice' ? { ...method, fromMinor } : method)),
  });
  await updatePaymentSettings(system, event, methods(2000));
  await updatePaymentSettings(system, other, methods(2000));
  const change = (to: string): Promise<unknown> =>
    transact(system, (ctx) => currencyChanging.announce(ctx, 'events', { eventId: event.eventId, from: 'EUR', to }));
  const least = async ({ eventId }: { eventId: number }): Promise<number[]> =>
    (await getPaymentSettings(system, { eventId })).methods.map(({ fromMinor }) => fromMinor);
  await change('JPY');
  assert.deepEqual(
    [await least(event), await least(other)],
    [
      [0, 20, 0, 0],
      [0, 2000, 0, 0],
    ],
  );
  await updatePaymentSettings(system, event, methods(2050));
  await assert.rejects(change('JPY'), {
    name: 'Invalid',
    problems: [problem('currency', 'field.change_smallest', { method: 'Invoice' })],
  });
  assert.deepEqual(await least(event), [0, 2050, 0, 0]);
});
