/**
 * The table of faults, first part: what Stripe tells goes astray. Whatever happens to it, the order ends right, is
 * charged once, and its buyer is told once.
 */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { WebhookMischief } from '#fake-stripe/events.ts';
import { expectStand, standOf } from './audit.ts';
import { openInProcess } from './open-in-process.ts';
import {
  calm,
  choose,
  comeBack,
  goToStripe,
  type Order,
  openEvent,
  openSale,
  order,
  passTime,
  PRICE,
  runOut,
  SECRETS,
  type Sale,
} from './shop.ts';

const till = await openInProcess();
const sale = await openSale(till, 200);
const { control } = till.fake;
after(() => assert.deepEqual(control.drift, []));

/** What somebody paid for, while everything that Stripe told of it met this fate. */
async function paidWhile(
  mischief: WebhookMischief | undefined,
  at: Sale = sale,
): Promise<{ buyer: Order; session: string }> {
  const buyer = await order(at);
  const session = await goToStripe(buyer);
  await calm(at);
  if (mischief) control.spoilWebhooks(...Array.from({ length: 20 }, () => mischief));
  control.pay(session);
  return { buyer, session };
}

/** Everybody behaves again. */
async function behaveAgain(): Promise<void> {
  await calm(till);
  control.behave();
}

const countEvents = (): Promise<number> =>
  till.database.db
    .selectFrom('providerNews')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
    .then(({ n }) => Number(n));

describe('a webhook', () => {
  test('that comes settles the order, also where the buyer never comes back', async () => {
    const { buyer } = await paidWhile(undefined);
    await expectStand(sale, buyer, {});
  });

  test('lost: the buyer who comes back settles it', async () => {
    const { buyer, session } = await paidWhile('drop');
    const answer = await comeBack(till, session);
    assert.equal(answer.status, 303);
    await behaveAgain();
    await expectStand(sale, buyer, {});
  });

  test('lost, and the buyer closed the window: Foyer asks by itself', async () => {
    const { buyer } = await paidWhile('drop');
    await behaveAgain();
    assert.equal((await standOf(sale, buyer)).state, 'reserved');
    await passTime(till);
    await expectStand(sale, buyer, {});
  });

  test('doubled: is one', async () => {
    const { buyer } = await paidWhile('duplicate');
    await behaveAgain();
    await passTime(till);
    await expectStand(sale, buyer, {});
  });

  test('late: after the buyer has come back', async () => {
    const { buyer, session } = await paidWhile({ delayMs: 700 });
    await comeBack(till, session);
    await behaveAgain();
    await expectStand(sale, buyer, {});
  });

  test('late: after the order ran out, with its seats still there', async () => {
    const { buyer } = await paidWhile({ delayMs: 700 });
    await runOut(sale, buyer);
    await behaveAgain();
    await passTime(till);
    await expectStand(sale, buyer, { mails: ['order-confirmation'] });
  });

  test('late: after the order ran out and somebody else has its seats, so the money goes back with a word to the buyer', async () => {
    const small = { ...sale, event: await openEvent(till, sale.organizer, 1) };
    const { buyer } = await paidWhile({ delayMs: 1500 }, small);
    await runOut(small, buyer);
    const faster = await order(small);
    await choose(faster, 'bank-transfer');
    await behaveAgain();
    await passTime(till);
    await expectStand(small, buyer, { state: 'refunded', charged: 0, mails: ['late-payment'] });
    assert.equal((await standOf(small, faster)).state, 'pending-payment');
  });

  test('never, and the order ran out while its money was on the way: the same', async () => {
    const small = { ...sale, event: await openEvent(till, sale.organizer, 1) };
    const { buyer } = await paidWhile('drop', small);
    await runOut(small, buyer);
    await choose(await order(small), 'bank-transfer');
    await behaveAgain();
    await passTime(till);
    await passTime(till, 6);
    await expectStand(small, buyer, { state: 'refunded', charged: 0, mails: ['late-payment'] });
  });

  test('reordered: a refusal that is told after the success changes nothing', async () => {
    const buyer = await order(sale);
    const session = await goToStripe(buyer);
    await calm(sale);
    control.spoilWebhooks('reorder', 'reorder');
    control.pay(session, 'declined');
    control.pay(session);
    await behaveAgain();
    await passTime(till);
    await expectStand(sale, buyer, {});
  });

  for (const [what, mischief] of [
    ['forged', 'forge'],
    ['old', 'old'],
  ] as const) {
    test(`${what}: is refused and leaves no trace; Foyer asks by itself`, async () => {
      const buyer = await order(sale);
      const session = await goToStripe(buyer);
      await calm(till);
      const before = await countEvents();
      control.spoilWebhooks(...Array.from({ length: 20 }, () => mischief));
      control.pay(session);
      await behaveAgain();
      assert.deepEqual(new Set(control.deliveries.slice(-2).map(({ status }) => status)), new Set([400]));
      assert.deepEqual([(await standOf(sale, buyer)).state, await countEvents()], ['reserved', before]);
      await passTime(till);
      await expectStand(sale, buyer, {});
    });
  }

  test('forged by somebody who wants a ticket for nothing: buys nothing', async () => {
    const buyer = await order(sale);
    const session = await goToStripe(buyer);
    const [event] = forged(session, {});
    assert.equal((await deliver(event as string, 'whsec_guess')).status, 400);
    await passTime(till);
    await expectStand(sale, buyer, { state: 'reserved', charged: 0, charges: 0, mails: [], open: 1 });
  });

  test('signed rightly, but with a story that is not so: Stripe is asked, and says that nothing came', async () => {
    const buyer = await order(sale);
    const session = await goToStripe(buyer);
    const [event] = forged(session, {});
    assert.equal((await deliver(event as string, SECRETS.webhookSecret)).status, 200);
    await passTime(till);
    await expectStand(sale, buyer, { state: 'reserved', charged: 0, charges: 0, mails: [], open: 1 });
  });

  test('of another account: is none of ours', async () => {
    const buyer = await order(sale);
    const session = await goToStripe(buyer);
    const stranger = control.openAccount({ email: 'stranger@example.org' });
    const [event] = forged(session, { account: stranger.id });
    assert.equal((await deliver(event as string, SECRETS.webhookSecret)).status, 200);
    await passTime(till);
    await expectStand(sale, buyer, { state: 'reserved', charged: 0, charges: 0, mails: [], open: 1 });
  });

  test('sent again by somebody who heard it: counts once', async () => {
    const { buyer } = await paidWhile(undefined);
    await calm(till);
    const delivery = control.deliveries
      .filter(({ type, status }) => type === 'checkout.session.completed' && status === 200)
      .at(-1);
    const before = await countEvents();
    for (let times = 0; times < 3; times += 1)
      assert.equal((await deliver(delivery?.body ?? '', SECRETS.webhookSecret)).status, 200);
    assert.equal(await countEvents(), before);
    await expectStand(sale, buyer, {});
  });

  test('of what nobody here knows: is taken and laid aside', async () => {
    assert.equal(
      (
        await deliver(
          JSON.stringify({
            id: 'evt_unheard',
            object: 'event',
            type: 'nobody.heard_of',
            created: 1,
            data: { object: { id: 'x_1', object: 'x' } },
          }),
          SECRETS.webhookSecret,
        )
      ).status,
      200,
    );
    for (const nonsense of ['', '[]', 'null', '{"id":5}', '{'])
      assert.equal((await deliver(nonsense, SECRETS.webhookSecret)).status, 400, nonsense);
  });

  test('none at all: who goes away without paying is charged nothing, and the seats are free', async () => {
    const buyer = await order(sale);
    const session = await goToStripe(buyer);
    await runOut(sale, buyer);
    await passTime(till);
    await passTime(till, 70);
    assert.equal((control.pay(session) as { payment_status: string }).payment_status, 'unpaid');
    const { mails, ...stand } = await standOf(sale, buyer);
    assert.deepEqual(stand, { state: 'expired', charged: 0, charges: 0, booked: 0, team: [], open: 0 });
    assert.equal(mails.includes('order-confirmation'), false);
  });
});

/** What Stripe would tell of a session that was paid; and what of it somebody else says. */
function forged(session: string, other: object): string[] {
  const checkout = control.all('checkout.session').find(({ id }) => id === session);
  const known = control.deliveries.find(({ body }) => body.includes('"account"'));
  const { account } = JSON.parse(known?.body ?? '{}') as { account: string };
  return [
    JSON.stringify({
      id: `evt_${Math.random().toString(36).slice(2)}`,
      object: 'event',
      account,
      api_version: '2020-08-27',
      created: Math.floor(Date.now() / 1000),
      livemode: false,
      type: 'checkout.session.completed',
      data: { object: { ...checkout, status: 'complete', payment_status: 'paid', amount_total: PRICE } },
      ...other,
    }),
  ];
}

function deliver(body: string, secret: string): Promise<Response> {
  return fetch(`${till.url}/webhooks/stripe`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'stripe-signature': control.sign(body, secret) },
  });
}
