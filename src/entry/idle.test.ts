/** What a process asks of the database while nobody asks anything of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { runFoyer } from '#testing/running-foyer.ts';
import { statementsOf } from '#testing/statements.ts';
import { until } from '#testing/until.ts';

const { ctx } = await runFoyer();

test('web and worker with nothing to do ask the database less than once a second', async () => {
  await until(async () => {
    const { rows } = await sql`select from jobs where run_at < now() + interval '15 seconds'`.execute(ctx().db);
    return rows.length === 0;
  });
  const { statements } = await statementsOf(() => sleep(10_000));
  assert.equal(
    statements.length < 10,
    true,
    `It asked ${statements.length} times in ten seconds:\n${statements.join('\n')}`,
  );
});
