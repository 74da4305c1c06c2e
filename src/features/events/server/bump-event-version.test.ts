import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { DAY, makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { bumpEventVersion } from './bump-event-version.ts';

const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();
const { eventId } = await makeEvent(system, await makeOrganizer(system));
const at = (now: number): Ctx => ({ ...system, now });
const bump = (ctx: Ctx) => transact(ctx, (ctx) => bumpEventVersion(ctx, eventId));
const updatedAt = async (): Promise<number> =>
  (await db.selectFrom('events').select('updatedAt').where('id', '=', eventId).executeTakeFirstOrThrow()).updatedAt;

test('the time of the last change grows by a second at least, also twice within one and under a clock that is late', async () => {
  await db
    .updateTable('events')
    .set({ updatedAt: new Date(DAY) })
    .where('id', '=', eventId)
    .execute();
  const seen: number[] = [];
  for (const now of [DAY + 5_400, DAY + 5_900, DAY - 60_000, DAY + 90_000]) {
    await bump(at(now));
    seen.push((await updatedAt()) - DAY);
  }
  assert.deepEqual(seen, [5_400, 6_400, 7_400, 90_000]);
});

test('several changes in one transaction are one step', async () => {
  await db
    .updateTable('events')
    .set({ updatedAt: new Date(DAY), version: 1 })
    .where('id', '=', eventId)
    .execute();
  await transact(at(DAY), async (ctx) => {
    await bumpEventVersion(ctx, eventId);
    await transact(ctx, (ctx) => bumpEventVersion(ctx, eventId));
  });
  const row = await db
    .selectFrom('events')
    .select(['version', 'updatedAt'])
    .where('id', '=', eventId)
    .executeTakeFirstOrThrow();
  assert.deepEqual(row, { version: 3, updatedAt: DAY + 1000 });
});
