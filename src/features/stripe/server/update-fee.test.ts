import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Forbidden, Invalid } from '#platform/errors.ts';
import { type Runtime, setRuntime } from '#platform/runtime.ts';
import { makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { listFees, loadFee } from './load-fee.ts';
import { updateFee } from './update-fee.ts';

const database = await createTestDatabase();
const usual = { percent: 100, fixed: { EUR: 10 } };
setRuntime({
  config: { url: 'https://foyer.example', secret: 'a secret of a test', seatsPerNetwork: 50, stripe: { fee: usual } },
  database,
  log: database.log,
} as unknown as Runtime);
after(() => setRuntime(undefined));
const system = database.ctx();
const organizer = await makeOrganizer(system);
const other = await makeOrganizer(system);

const history = () =>
  database.db
    .selectFrom('auditEntries')
    .select(['action', 'before', 'after'])
    .where('organizerId', '=', organizer.organizerId)
    .where('action', '=', 'platform-fee.update')
    .orderBy('id')
    .execute();

test('an organizer pays the usual fee until the operator says otherwise, and its history says so', async () => {
  assert.deepEqual(await loadFee(system, organizer.organizerId), usual);
  const own = { percent: 250, fixed: { USD: 35 } };
  await updateFee(system, { organizer: organizer.slug, fee: own });
  await updateFee(system, { organizer: organizer.slug, fee: own });
  assert.deepEqual(
    [await loadFee(system, organizer.organizerId), await loadFee(system, other.organizerId)],
    [own, usual],
  );
  assert.deepEqual(
    (await listFees(system)).map(({ slug, fee }) => [slug, fee]),
    [[organizer.slug, own]],
  );
  await updateFee(system, { organizer: organizer.slug, fee: 'usual' });
  assert.deepEqual(await loadFee(system, organizer.organizerId), usual);
  assert.deepEqual(await history(), [
    {
      action: 'platform-fee.update',
      before: { percent: '1', fixed: '0.10 EUR' },
      after: { percent: '2.5', fixed: '0.35 USD' },
    },
    {
      action: 'platform-fee.update',
      before: { percent: '2.5', fixed: '0.35 USD' },
      after: { percent: '1', fixed: '0.10 EUR' },
    },
  ]);
});

test('nobody but administrators sets it, and only for an organizer that there is', async () => {
  const owner = database.ctx(await makeUser(system, { organizer, role: 'owner' }));
  await assert.rejects(updateFee(owner, { organizer: organizer.slug, fee: { percent: 0, fixed: {} } }), Forbidden);
  await assert.rejects(
    updateFee(database.ctx({ kind: 'nobody' }), { organizer: organizer.slug, fee: 'usual' }),
    Forbidden,
  );
  await assert.rejects(updateFee(system, { organizer: 'nowhere', fee: 'usual' }), Invalid);
  assert.deepEqual(await listFees(system), []);
});
