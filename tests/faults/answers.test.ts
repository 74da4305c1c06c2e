/**
 * The table of faults, second part: Stripe answers with 429 or 500, not at all, or hangs up, before it did the work and
 * after it. Whatever call it is of, nobody is shown an error of ours, and what was asked for is done once.
 */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { refundOrder } from '#features/payments/server/refund-order.ts';
import { makeOrganizer, makeUser } from '#testing/builders.ts';
import type { CallMischief } from '#fake-stripe/mischief.ts';
import { expectStand } from './audit.ts';
import { openInProcess } from './open-in-process.ts';
import {
  calm,
  choose,
  comeBack,
  connect,
  goToStripe,
  isWhole,
  type Order,
  openSale,
  order,
  passTime,
  PRICE,
  scopeOf,
  sessionsOf,
} from './shop.ts';

const till = await openInProcess();
const sale = await openSale(till, 200);
const { control } = till.fake;
const { db } = till.database;
after(() => assert.deepEqual(control.drift, []));

/** What goes back: little enough that Stripe would send it twice. */
const BACK = 400;

/** The library asks several times where a connection breaks or Stripe is not well: each fault befalls all of them. */
const FAULTS: [what: string, fault: Omit<CallMischief, 'match'>][] = [
  ['429', { does: 429, times: 2 }],
  ['500 before it did the work', { does: 500, times: 2 }],
  ['500 after it did the work', { does: 500, when: 'after', times: 2 }],
  ['nothing in time, before it did the work', { does: 'hang', times: 6 }],
  ['nothing in time, after it did the work', { does: 'hang', when: 'after', times: 6 }],
  ['by hanging up before it did the work', { does: 'cut', times: 6 }],
  ['by hanging up after it did the work', { does: 'cut', when: 'after', times: 6 }],
];

async function behaveAgain(): Promise<void> {
  await calm(till);
  control.behave();
}

/** Not an error of ours: a page that says what to do, or the way on. */
function isNoError({ status }: Response): boolean {
  return status < 500 || status === 503;
}

/** In short: one fault of each sort. */
const ROWS = isWhole ? FAULTS : FAULTS.filter((_, at) => [0, 2, 4, 6].includes(at));

for (const [what, fault] of ROWS) {
  describe(`Stripe answers ${what}`, () => {
    test('where the payment begins: the buyer is told, presses again, and pays once', async () => {
      const buyer = await order(sale);
      control.spoilCalls({ match: 'POST /v1/checkout/sessions', ...fault });
      const answer = await choose(buyer, 'stripe');
      assert.ok(isNoError(answer), String(answer.status));
      await behaveAgain();
      const session = await goToStripe(buyer);
      control.pay(session);
      await passTime(till);
      await expectStand(sale, buyer, { open: await openBehind(buyer, session) });
      // What nobody was sent to cannot be paid by anybody, and is closed in the end.
      await passTime(till, 70);
    });

    test('where the payment begins, and the buyer gives up there: the seats come back, and nobody is charged', async () => {
      const buyer = await order(sale);
      control.spoilCalls({ match: 'POST /v1/checkout/sessions', ...fault });
      await choose(buyer, 'stripe');
      await behaveAgain();
      const answer = await choose(buyer, 'bank-transfer');
      assert.equal(answer.status, 303);
      await passTime(till);
      await passTime(till, 70);
      await expectStand(sale, buyer, {
        state: 'pending-payment',
        charged: 0,
        charges: 0,
        mails: ['order-placed'],
        open: await openBehind(buyer, ''),
      });
    });

    test('when Foyer asks how it stands: the buyer who comes back is not turned away, and the order is settled later', async () => {
      const buyer = await order(sale);
      const session = await goToStripe(buyer);
      await calm(till);
      control.spoilWebhooks('drop', 'drop', 'drop', 'drop', 'drop', 'drop', 'drop', 'drop');
      control.spoilCalls({ match: `GET /v1/checkout/sessions/${session}`, ...fault });
      control.pay(session);
      const answer = await comeBack(till, session);
      assert.ok(isNoError(answer), String(answer.status));
      await behaveAgain();
      await passTime(till);
      await expectStand(sale, buyer, {});
    });

    test('when a payment is closed, as the buyer takes another way: it is closed in the end, and the order is paid in one way', async () => {
      const buyer = await order(sale);
      const session = await goToStripe(buyer);
      control.spoilCalls({ match: `POST /v1/checkout/sessions/${session}/expire`, ...fault });
      assert.ok(isNoError(await choose(buyer, 'bank-transfer')));
      await behaveAgain();
      const again = await choose(buyer, 'bank-transfer');
      assert.ok(isNoError(again));
      await passTime(till);
      await expectStand(sale, buyer, { state: 'pending-payment', charged: 0, charges: 0, mails: ['order-placed'] });
    });

    test('when money is sent back: it goes back once', async () => {
      const buyer = await order(sale);
      control.pay(await goToStripe(buyer));
      await passTime(till);
      // Nor is it told of what it did.
      control.spoilWebhooks(...Array.from({ length: 8 }, () => 'drop' as const));
      control.spoilCalls({ match: 'POST /v1/refunds', ...fault });
      await refundOrder(till.ctx(), await scopeOf(sale, buyer), {
        amountMinor: BACK,
        reason: 'Cannot come',
        key: `back-${buyer.code}`,
      });
      await behaveAgain();
      await passTime(till);
      await passTime(till, 10);
      await passTime(till, 90);
      await expectStand(sale, buyer, {
        state: 'partly-refunded',
        charged: PRICE - BACK,
        mails: ['order-confirmation', 'order-refunded'],
      });
      assert.equal(
        (control.all('refund') as unknown as { payment_intent: string; amount: number }[])
          .filter(({ payment_intent }) => payment_intent === sessionsOf(till, buyer)[0]?.payment_intent)
          .reduce((sum, { amount }) => sum + amount, 0),
        BACK,
      );
    });

    test('when an account is connected: nothing is half done, and the second try connects it', async () => {
      const organizer = await makeOrganizer(till.ctx());
      const owner = await makeUser(till.ctx(), { organizer, role: 'owner' });
      control.spoilCalls({ match: 'POST /oauth/token', ...fault });
      const answer = await connect(till, { organizer, owner });
      assert.ok(isNoError(answer), String(answer.status));
      const accounts = () =>
        db.selectFrom('stripeAccounts').select('kind').where('organizerId', '=', organizer.organizerId).execute();
      assert.deepEqual(await accounts(), []);
      await behaveAgain();
      assert.equal((await connect(till, { organizer, owner })).status, 303);
      assert.deepEqual(await accounts(), [{ kind: 'oauth' }]);
    });
  });
}

/**
 * Sessions of the order that are open and that somebody could have been sent to: none but those that Stripe made
 * without our hearing of it.
 */
async function openBehind(buyer: Order, known: string): Promise<number> {
  const lost = sessionsOf(till, buyer).filter(({ id, status }) => id !== known && status === 'open');
  const heard = await db
    .selectFrom('paymentAttempts')
    .select('reference')
    .where('reference', 'in', ['', ...lost.map(({ id }) => id)])
    .execute();
  assert.deepEqual(
    heard.map(({ reference }) => reference).filter((reference) => reference !== ''),
    [],
  );
  return lost.length;
}
