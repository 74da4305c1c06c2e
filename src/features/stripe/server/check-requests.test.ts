/**
 * Everything that Foyer asks of Stripe, from connecting an account to its books, against the types of the installed
 * library.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { pollAttempt } from '#features/payments/server/poll-payments.ts';
import { beginOnboarding } from './begin-onboarding.ts';
import { createAccount } from './create-account.ts';
import { stripeBooks } from './load-books.ts';
import { pollDispute } from './poll-dispute.ts';
import { closeSession } from './poll-session.ts';
import { pollStripeRefund, refundPayment } from './refund-payment.ts';
import { getStripeSettings } from './stripe-client.ts';
import { makeOrganizer, makeUser } from '#testing/builders.ts';
import { openCardSale } from '#testing/card-sale.ts';
import type { Observed } from '#fake-stripe/api.ts';
import { readLibraryTypes } from '#fake-stripe/library-types.ts';

const observed: Observed[] = [];
const sale = await openCardSale({ more: { observe: (one) => void observed.push(one), spec: false } });
const { system, control, account } = sale;
after(() => sale.fake.stop());

async function sellAndSendBack(): Promise<void> {
  const { attempt, address } = await sale.begin(await sale.makeSale());
  await sale.press(address, 'good');
  await pollAttempt(system, attempt.id);
  const charge = control.all('charge').at(-1) as unknown as { id: string; payment_intent: string };
  const refund = {
    key: 'one',
    account,
    paymentReference: charge.payment_intent,
    amountMinor: 500,
    currency: 'EUR',
    returnsFee: true,
  };
  const { reference } = await refundPayment(system, { ...refund, orderCode: 'LANTERN' });
  await pollStripeRefund(system, { account, reference });
  await pollDispute(system, { account, reference: control.openDispute(charge.id).id });
  const { attempt: left } = await sale.begin(await sale.makeSale());
  assert.equal((await closeSession(system, { id: left.id, account, reference: left.reference })).state, 'gone');
}

async function readBooks(): Promise<void> {
  const { attempt, address } = await sale.begin(await sale.makeSale());
  await sale.press(address, 'good');
  await pollAttempt(system, attempt.id);
  const payout = control.payOut(account);
  const since = Date.now() - 60_000;
  assert.equal((await stripeBooks.listMovements(system, { account, since })).length > 0, true);
  assert.deepEqual(
    (await stripeBooks.listPayouts(system, { account, since })).map(({ reference }) => reference),
    [payout.id],
  );
  assert.equal((await stripeBooks.listPaidOut(system, { account, reference: payout.id })).length > 0, true);
}

async function makeAccount(): Promise<void> {
  getStripeSettings().connect = 'accounts';
  const organizer = await makeOrganizer(system);
  const owner = sale.database.ctx(await makeUser(system, { organizer, role: 'owner' }));
  const client = '198.51.100.200';
  await createAccount(owner, organizer, { country: 'DE', client });
  const [returnUrl, refreshUrl] = ['https://foyer.example/back', 'https://foyer.example/again'];
  await beginOnboarding(owner, organizer, { returnUrl, refreshUrl, client });
}

test('nothing is sent that the version of the library does not know, and nothing else is answered', async () => {
  await sellAndSendBack();
  await readBooks();
  await makeAccount();
  const types = readLibraryTypes();
  const answers = observed.filter((one) => one.kind === 'answer');
  const faults = answers.flatMap(({ endpoint, form, status, body }) => {
    const found = [...types.requestFaults(endpoint, form), ...types.answerFaults(endpoint, status, body)];
    return found.map((fault) => `${endpoint}: ${fault}`);
  });
  assert.deepEqual(faults, []);
  assert.deepEqual([...new Set(answers.map(({ endpoint }) => endpoint))].sort(), [
    'GET /v1/accounts/{account}',
    'GET /v1/balance_transactions',
    'GET /v1/charges',
    'GET /v1/checkout/sessions/{session}',
    'GET /v1/disputes/{dispute}',
    'GET /v1/payouts',
    'GET /v1/refunds',
    'GET /v1/refunds/{refund}',
    'POST /v1/account_links',
    'POST /v1/accounts',
    'POST /v1/checkout/sessions',
    'POST /v1/checkout/sessions/{session}/expire',
    'POST /v1/refunds',
  ]);
});
