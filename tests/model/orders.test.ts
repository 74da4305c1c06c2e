import { randomInt } from 'node:crypto';
import { after, test } from 'node:test';
import { type Runtime, setRuntime } from '#platform/runtime.ts';
import { makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { compareSales } from './compare-sales.ts';

const database = await createTestDatabase();
setRuntime({
  config: { url: 'https://foyer.example', secret: 'a secret of a test', seatsPerNetwork: 50 },
  database,
  log: database.log,
} as unknown as Runtime);
after(() => setRuntime(undefined));
const organizer = await makeOrganizer(database.ctx());

/** `MODEL_STEPS` and `MODEL_SEED` make it longer, and repeat a sale that went wrong: `npm run model`. */
const steps = Number(process.env.MODEL_STEPS ?? 150);
const seeds = process.env.MODEL_SEED ? [Number(process.env.MODEL_SEED)] : [1, randomInt(2 ** 30)];

for (const seed of seeds) {
  test(`orders, holds, money, tickets, quotas and the waiting list are as a simple model says, from seed ${seed} on`, async (t) => {
    const walked = await compareSales(database.ctx(), organizer, { steps, most: 120, seed });
    t.diagnostic(`${walked} acts compared`);
  });
}
