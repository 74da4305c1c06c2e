import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listChanges } from '#features/audit/ui/audit-entry.ts';
import { listAuditEntries } from '#features/audit/server/queries.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { DEFAULT_RULES } from '../../after-sale.ts';
import { updateOrderRules } from './update-order-rules.ts';

const database = await createTestDatabase();
const system = database.ctx();

test('the record says what became of the rules, as their form calls them, amounts as money', async () => {
  const event = await makeEvent(system, await makeOrganizer(system));
  await updateOrderRules(system, event, {
    ...DEFAULT_RULES,
    cancelPaid: true,
    keepBp: 250,
    keepMinor: 500,
    transfers: false,
  });
  const [entry] = (await listAuditEntries(system, event, { hiddenEvents: [] })).entries;
  assert.deepEqual(entry && listChanges(entry), [
    { field: 'Share that you keep', before: '0%', after: '2.5%' },
    { field: 'Ticket transfers', before: 'yes', after: 'no' },
    { field: 'Cancel paid orders', before: 'no', after: 'yes' },
    { field: 'Amount that you keep', before: '€0', after: '€5' },
  ]);
});
