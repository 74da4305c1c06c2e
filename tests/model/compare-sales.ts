/** Long random sales, done in the model and in Foyer, compared after every act. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import '#entry/features.ts';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { type Act, anyAct } from './acts.ts';
import { RealSale, describeTicket, type Sight } from './real-sale.ts';
import { PRICES, SaleModel } from './sale-model.ts';

class Step implements fc.AsyncCommand<SaleModel, RealSale> {
  readonly #act: Act;
  readonly #count: () => void;
  constructor(act: Act, count: () => void) {
    this.#act = act;
    this.#count = count;
  }

  check(): boolean {
    return true;
  }

  async run(model: SaleModel, foyer: RealSale): Promise<void> {
    const expected = model.act(this.#act);
    const found = await foyer.act(this.#act, model.now);
    this.#count();
    assert.equal(found, expected, `${this} came to "${found}", in the model to "${expected}"`);
    assert.deepEqual(await foyer.see(), sightOf(model), String(this));
  }

  toString(): string {
    return JSON.stringify(this.#act);
  }
}

function sightOf(model: SaleModel): Sight {
  return {
    quotas: model.quotas.map((quota) => ({
      name: quota.name,
      size: quota.size,
      held: model.count(quota, 'held'),
      sold: model.count(quota, 'sold'),
      awaited: quota.awaited,
    })),
    orders: model.orders.map(({ state, heldUntil, total, paid, refunded, tickets }) => ({
      state,
      heldUntil: state === 'reserved' ? heldUntil : null,
      total,
      paid,
      refunded,
      tickets: tickets.map(({ type, cancelled, rotation, email }) =>
        describeTicket({ type, priceMinor: PRICES[type] as number, cancelled, rotation, email }),
      ),
    })),
    entries: model.entries.map(({ type, quantity, email, state }) => `${email} ${quantity} of ${type} ${state}`),
  };
}

/**
 * Compares sales of up to `most` acts each until `steps` acts were done, the first with `seed`, and says how many that
 * were.
 * @throws with the shortest sale that was found to differ, and the seed that makes it again
 */
export async function compareSales(
  ctx: Ctx,
  organizer: OrganizerScope,
  { steps, most, seed }: { steps: number; most: number; seed: number },
): Promise<number> {
  let walked = 0;
  const count = (): void => {
    walked += 1;
  };
  const step = anyAct.map((act) => new Step(act, count));
  const sales = fc.asyncProperty(fc.commands([step], { maxCommands: most, size: 'max' }), (acts) =>
    fc.asyncModelRun(async () => ({ model: new SaleModel(ctx.now), real: await RealSale.open(ctx, organizer) }), acts),
  );
  for (let round = 0; walked < steps; round += 1)
    await fc.assert(sales, {
      seed: seed + round,
      numRuns: 1,
      interruptAfterTimeLimit: 60_000,
      markInterruptAsFailure: false,
    });
  return walked;
}
