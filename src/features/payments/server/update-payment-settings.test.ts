import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listChanges } from '#features/audit/ui/audit-entry.ts';
import { listAuditEntries } from '#features/audit/server/queries.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { BLANK_SETTINGS } from '../payment.ts';
import { updatePaymentSettings } from './update-payment-settings.ts';

const database = await createTestDatabase();
const system = database.ctx();

test('the record says what was changed of how it is paid, amounts as money', async () => {
  const event = await makeEvent(system, await makeOrganizer(system));
  const settings = {
    ...BLANK_SETTINGS,
    methods: BLANK_SETTINGS.methods.map((way) =>
      way.method === 'invoice' ? { ...way, enabled: true, fromMinor: 25_000 } : way,
    ),
  };
  await updatePaymentSettings(system, event, settings);
  const [entry] = (await listAuditEntries(system, event, { hiddenEvents: [] })).entries;
  assert.deepEqual(entry && listChanges(entry), [
    { field: 'Invoice: On', before: 'no', after: 'yes' },
    { field: 'Invoice: Smallest total', before: '€0', after: '€250' },
  ]);
  await updatePaymentSettings(system, event, settings);
  assert.equal(
    (await listAuditEntries(system, event, { hiddenEvents: [] })).entries.filter(
      ({ action }) => action === 'payment-settings.update',
    ).length,
    1,
  );
});
