import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemEventScope } from '#features/events/server/policy.ts';
import { checkQuotas, countOrders } from '#features/orders/server/queries.ts';
import { signals } from '#platform/signals/signal.ts';
import { demoReading } from '#testing/demo/demo-reading.ts';
import { setBareRuntime } from '#testing/bare-runtime.ts';
import { createTestDatabase } from '#testing/database.ts';
import { watchStorage } from '#testing/watched-storage.ts';
import { createDemo } from './create-demo.ts';
import './features.ts';

const database = await createTestDatabase();
setBareRuntime(database);
const storage = watchStorage();

test('a living demo has orders in every state that a team looks after, counts that are right, and writes to nobody; again it adds nothing', async () => {
  const ctx = database.ctx();
  const { slug } = await signals.withLater(() =>
    createDemo({ storage }, ctx, { reading: demoReading(3), living: true }),
  );
  const { id } = await database.db.selectFrom('events').select('id').where('slug', '=', slug).executeTakeFirstOrThrow();
  const scope = await systemEventScope(ctx, id);
  const totals = await countOrders(ctx, scope);
  assert.deepEqual(
    totals.map(({ state, orders }) => [state, orders]),
    [
      ['cancelled', 1],
      ['free-completed', 4],
      ['paid', 13],
      ['partly-refunded', 1],
      ['pending-payment', 5],
      ['refunded', 1],
    ],
  );
  for (const { held, sold, counted } of await checkQuotas(ctx, scope)) assert.deepEqual({ held, sold }, counted);
  assert.equal(await database.db.selectFrom('mails').select('id').executeTakeFirst(), undefined);
  assert.equal(
    await database.db
      .selectFrom('jobs')
      .select('id')
      .where('queue', 'in', ['post_notice', 'send_mail'])
      .executeTakeFirst(),
    undefined,
  );
  await createDemo({ storage }, ctx, { reading: demoReading(3), living: true });
  assert.deepEqual(await countOrders(ctx, scope), totals);
});
