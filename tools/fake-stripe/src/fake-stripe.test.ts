/**
 * The stand-in for Stripe refuses what Stripe refuses, asked by the official library; otherwise its journeys would
 * prove nothing.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import Stripe from 'stripe';
import { startFakeStripe } from './fake-stripe.ts';
import type { Intent } from './payments.ts';

const CLIENT_ID = 'ca_FoyerTest';
const PLATFORM_KEY = 'sk_test_FoyerPlatformKey0001';
const BACK = 'https://foyer.example/payments/callback';
const fake = await startFakeStripe({
  clientId: CLIENT_ID,
  platformKey: PLATFORM_KEY,
  webhookSecret: 'whsec_test',
  redirectUris: [BACK],
});
after(() => fake.stop());

function client(key = PLATFORM_KEY, retries = 0): Stripe {
  return new Stripe(key, {
    host: 'localhost',
    port: fake.port,
    protocol: 'http',
    maxNetworkRetries: retries,
    telemetry: false,
  });
}
const stripe = client();

type Refused = { type?: string; rawType?: string; code?: string; statusCode?: number; param?: string; message: string };

async function refusal(work: Promise<unknown>): Promise<Refused> {
  const { type, rawType, code, statusCode, param, message } = await work.then(
    () => assert.fail('it was not refused'),
    (error: Refused) => error,
  );
  return Object.fromEntries(
    Object.entries({ type, rawType, code, statusCode, param, message }).filter(([, value]) => value !== undefined),
  ) as Refused;
}

function authorizeAddress(more: Record<string, string> = {}): string {
  return `${fake.connectBase}/oauth/authorize?${new URLSearchParams({ client_id: CLIENT_ID, response_type: 'code', scope: 'read_write', redirect_uri: BACK, state: 'abc', ...more })}`;
}

async function connect(): Promise<{ account: string; accessToken: string; code: string }> {
  const back = new URL(fake.control.consent(authorizeAddress(), { email: `${Math.random()}@example.org` }));
  const code = back.searchParams.get('code') ?? '';
  const token = await stripe.oauth.token({ grant_type: 'authorization_code', code });
  return { account: token.stripe_user_id ?? '', accessToken: token.access_token ?? '', code };
}

const { account } = await connect();
const on = { stripeAccount: account };

function sessionFor(
  amount: number,
  currency = 'eur',
  more: Partial<Stripe.Checkout.SessionCreateParams> = {},
): Stripe.Checkout.SessionCreateParams {
  return {
    mode: 'payment',
    success_url: 'https://foyer.example/thanks?id={CHECKOUT_SESSION_ID}',
    cancel_url: 'https://foyer.example/back',
    line_items: [{ quantity: 1, price_data: { currency, unit_amount: amount, product_data: { name: 'Ticket' } } }],
    ...more,
  };
}

test('a session is paid on its page: intent, charge, fees and session say so', async () => {
  const session = await stripe.checkout.sessions.create(
    sessionFor(5000, 'eur', { payment_intent_data: { application_fee_amount: 300, metadata: { order: 'o1' } } }),
    on,
  );
  // The intent is made by the first try to pay.
  assert.deepEqual(
    [session.status, session.payment_status, session.amount_total, session.payment_intent],
    ['open', 'unpaid', 5000, null],
  );
  const paid = await fetch(session.url ?? '', {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ decision: 'good' }),
  });
  assert.deepEqual([paid.status, paid.headers.get('location')], [303, `https://foyer.example/thanks?id=${session.id}`]);
  const after = await stripe.checkout.sessions.retrieve(session.id, {}, on);
  assert.deepEqual([after.status, after.payment_status], ['complete', 'paid']);
  const charges = await stripe.charges.list({ payment_intent: String(after.payment_intent) }, on);
  assert.deepEqual(
    charges.data.map((one) => [one.status, one.amount, one.application_fee_amount, one.metadata.order]),
    [['succeeded', 5000, 300, 'o1']],
  );
  const movement = await stripe.balanceTransactions.retrieve(String(charges.data[0]?.balance_transaction), {}, on);
  assert.deepEqual([movement.amount, movement.fee, movement.net], [5000, 300 + 75 + 25, 4600]);
  assert.deepEqual(fake.control.drift, []);
});

test('a session that is pressed twice is paid once, and declined cards, refusing banks and leaving pay nothing', async () => {
  const session = await stripe.checkout.sessions.create(sessionFor(1000), on);
  const press = async (decision: string): Promise<[number, string | null]> => {
    const answer = await fetch(session.url ?? '', {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ decision }),
    });
    await answer.text();
    return [answer.status, answer.headers.get('location')];
  };
  assert.deepEqual(await press('abandon'), [303, 'https://foyer.example/back']);
  assert.deepEqual((await press('declined'))[0], 402);
  assert.deepEqual(await press('authenticate'), [303, `${fake.apiBase}/c/pay/${session.id}/confirm`]);
  assert.deepEqual((await press('refuse'))[0], 402);
  const { payment_intent } = await stripe.checkout.sessions.retrieve(session.id, {}, on);
  const between = await stripe.paymentIntents.retrieve(String(payment_intent), {}, on);
  assert.deepEqual(
    [between.status, between.last_payment_error?.code],
    ['requires_payment_method', 'payment_intent_authentication_failure'],
  );
  await press('authenticate');
  await Promise.all([press('confirm'), press('confirm')]);
  const charges = await stripe.charges.list({ payment_intent: String(payment_intent) }, on);
  assert.deepEqual(
    charges.data.map((one) => one.status),
    ['succeeded', 'failed'],
  );
});

test('keys, versions and accounts that are not right are refused', async () => {
  assert.deepEqual(await refusal(client('sk_test_wrong_key_0000').charges.list()), {
    type: 'StripeAuthenticationError',
    rawType: 'invalid_request_error',
    statusCode: 401,
    message: 'Invalid API Key provided: sk_test_**********0000',
  });
  const bare = await fetch(`${fake.apiBase}/v1/charges`);
  assert.deepEqual(
    [bare.status, ((await bare.json()) as { error: Refused }).error.message.slice(0, 31)],
    [401, 'You did not provide an API key.'],
  );
  assert.deepEqual(await refusal(stripe.charges.list({}, { stripeAccount: 'acct_unknown' })), {
    type: 'StripePermissionError',
    rawType: 'invalid_request_error',
    code: 'account_invalid',
    statusCode: 403,
    message:
      "The provided key 'sk_test_****************0001' does not have access to account 'acct_unknown' (or that account does not exist). Application access may have been revoked.",
  });
  for (const apiVersion of ['2020-08-27', '2030-01-01.moon']) {
    const { statusCode, message } = await refusal(stripe.charges.list({}, { apiVersion }));
    assert.deepEqual(
      [statusCode, message],
      [400, `Invalid Stripe API version: ${apiVersion}. This stand-in speaks ${Stripe.API_VERSION} alone.`],
    );
    const endpoint = {
      url: 'https://foyer.example/hook',
      enabled_events: ['*' as const],
      api_version: apiVersion as never,
    };
    assert.equal((await refusal(stripe.webhookEndpoints.create(endpoint))).param, 'api_version');
  }
  const nowhere = await fetch(`${fake.apiBase}/v1/charge`, { headers: { authorization: `Bearer ${PLATFORM_KEY}` } });
  assert.deepEqual(
    [nowhere.status, ((await nowhere.json()) as { error: Refused }).error.type],
    [404, 'invalid_request_error'],
  );
});

test('what belongs to one account is unknown to every other', async () => {
  const other = await connect();
  const { id } = await stripe.paymentIntents.create({ amount: 500, currency: 'eur' }, on);
  const unknown = {
    type: 'StripeInvalidRequestError',
    rawType: 'invalid_request_error',
    code: 'resource_missing',
    statusCode: 404,
    param: 'intent',
    message: `No such payment_intent: '${id}'`,
  };
  assert.deepEqual(await refusal(stripe.paymentIntents.retrieve(id, {}, { stripeAccount: other.account })), unknown);
  assert.deepEqual(await refusal(stripe.paymentIntents.retrieve(id)), unknown);
  assert.deepEqual(await refusal(client(other.accessToken).paymentIntents.retrieve(id)), unknown);
});

test('a code counts once; a second use revokes what the first one gave', async () => {
  const { code, account: lost, accessToken } = await connect();
  assert.deepEqual((await client(accessToken).accounts.retrieveCurrent()).id, lost);
  const again = await refusal(stripe.oauth.token({ grant_type: 'authorization_code', code }));
  assert.deepEqual(
    [again.type, again.statusCode, again.message],
    [
      'StripeInvalidGrantError',
      400,
      'This authorization code has already been used. All tokens issued with this code have been revoked.',
    ],
  );
  assert.equal((await refusal(client(accessToken).accounts.retrieveCurrent())).statusCode, 401);
  assert.equal((await refusal(stripe.charges.list({}, { stripeAccount: lost }))).statusCode, 403);
});

test('the token endpoint refuses with a word and a sentence', async () => {
  const ask = async (body: Record<string, string>, key = PLATFORM_KEY): Promise<unknown[]> => {
    const answer = await fetch(`${fake.connectBase}/oauth/token`, {
      method: 'POST',
      headers: key ? { authorization: `Bearer ${key}` } : {},
      body: new URLSearchParams(body),
    });
    const { error, error_description } = (await answer.json()) as Record<string, string>;
    return [answer.status, error, error_description];
  };
  assert.deepEqual(await ask({ code: 'ac_x' }), [400, 'invalid_request', 'No grant type specified']);
  assert.deepEqual(await ask({ grant_type: 'password' }), [
    400,
    'unsupported_grant_type',
    'Unsupported grant type: password',
  ]);
  assert.deepEqual(await ask({ grant_type: 'authorization_code', code: 'ac_x' }), [
    400,
    'invalid_grant',
    'Authorization code does not exist: ac_x',
  ]);
  assert.deepEqual((await ask({ grant_type: 'authorization_code', code: 'ac_x' }, '')).slice(0, 2), [
    401,
    'invalid_client',
  ]);
  assert.deepEqual(
    (await ask({ grant_type: 'authorization_code', code: 'ac_x' }, 'sk_live_FoyerPlatformKey')).slice(0, 2),
    [400, 'invalid_grant'],
  );
  // What stands in the body outweighs the header.
  assert.deepEqual(
    (await ask({ grant_type: 'authorization_code', code: 'ac_x', client_secret: 'sk_test_somebody_else' })).slice(0, 2),
    [401, 'invalid_client'],
  );
});

test('the authorization page tells the caller what it may know, and shows the rest to whoever looks', async () => {
  const open = async (more: Record<string, string>): Promise<[number, string]> => {
    const answer = await fetch(authorizeAddress(more), { redirect: 'manual' });
    return [answer.status, answer.headers.get('location') ?? /<p>([^<]*)<\/p>/.exec(await answer.text())?.[1] ?? ''];
  };
  assert.deepEqual(await open({ client_id: 'ca_other' }), [
    400,
    'No application matches the supplied client identifier: ca_other',
  ]);
  assert.equal((await open({ redirect_uri: 'https://evil.example/' }))[0], 400);
  assert.deepEqual(await open({ response_type: 'token' }), [
    303,
    `${BACK}?error=unsupported_response_type&error_description=Only+supported+response+type+is+code&state=abc`,
  ]);
  assert.deepEqual(await open({ scope: 'everything' }), [
    303,
    `${BACK}?error=invalid_scope&error_description=Invalid+scope+provided%3A+everything&state=abc`,
  ]);
  assert.equal((await open({}))[0], 200);
  assert.equal(
    fake.control.consent(authorizeAddress(), { allow: false }),
    `${BACK}?error=access_denied&error_description=The+user+denied+your+request&state=abc`,
  );
});

test('who is disconnected, from either side, is out of reach', async () => {
  const { account: gone, accessToken } = await connect();
  assert.deepEqual(
    (await stripe.oauth.deauthorize({ client_id: CLIENT_ID, stripe_user_id: gone })).stripe_user_id,
    gone,
  );
  assert.equal((await refusal(client(accessToken).charges.list())).statusCode, 401);
  const again = await refusal(stripe.oauth.deauthorize({ client_id: CLIENT_ID, stripe_user_id: gone }));
  assert.deepEqual(
    [again.type, again.statusCode, again.message],
    [
      'StripeInvalidClientError',
      401,
      `This application is not connected to stripe account ${gone}, or that account does not exist.`,
    ],
  );
});

test('accounts made by the platform cannot charge until they are completed on their page', async () => {
  const made = await stripe.accounts.create({
    type: 'express',
    country: 'DE',
    email: 'new@example.org',
    capabilities: { card_payments: { requested: true }, transfers: { requested: true } },
  });
  assert.deepEqual(
    [made.charges_enabled, made.capabilities?.card_payments, made.requirements?.currently_due?.length],
    [false, 'inactive', 4],
  );
  const mine = { stripeAccount: made.id };
  assert.equal((await refusal(stripe.checkout.sessions.create(sessionFor(1000), mine))).code, 'account_invalid');
  const link = await stripe.accountLinks.create({
    account: made.id,
    type: 'account_onboarding',
    refresh_url: 'https://foyer.example/again',
    return_url: 'https://foyer.example/done',
  });
  const press = async (decision: string): Promise<string | null> =>
    (
      await fetch(link.url, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ decision }) })
    ).headers.get('location');
  await (await fetch(link.url, { redirect: 'manual' })).text();
  assert.equal((await fetch(link.url, { redirect: 'manual' })).headers.get('location'), 'https://foyer.example/again');
  assert.equal(await press('leave'), 'https://foyer.example/done');
  assert.equal((await stripe.accounts.retrieve(made.id)).charges_enabled, false);
  await press('review');
  assert.equal((await stripe.accounts.retrieve(made.id)).capabilities?.card_payments, 'pending');
  await press('finish');
  assert.equal((await stripe.accounts.retrieve(made.id)).charges_enabled, true);
  assert.equal((await stripe.checkout.sessions.create(sessionFor(1000), mine)).status, 'open');
});

test('amounts are checked by currency', async () => {
  const of = async (amount: number, currency: string): Promise<unknown> =>
    (await refusal(stripe.paymentIntents.create({ amount, currency }, on))).code ?? 'refused';
  assert.deepEqual(await refusal(stripe.paymentIntents.create({ amount: 49, currency: 'eur' }, on)), {
    type: 'StripeInvalidRequestError',
    rawType: 'invalid_request_error',
    code: 'amount_too_small',
    statusCode: 400,
    param: 'amount',
    message: 'Amount must be at least €0.50 eur',
  });
  assert.equal(await of(49, 'jpy'), 'amount_too_small');
  assert.equal(await of(0, 'eur'), 'parameter_invalid_integer');
  assert.equal(await of(100_000_000, 'eur'), 'amount_too_large');
  assert.equal(await of(5005, 'kwd'), 'refused');
  assert.equal(await of(550, 'isk'), 'refused');
  assert.equal(await of(500, 'xxx'), 'refused');
  assert.equal(await of(12.5, 'eur'), 'parameter_invalid_integer');
  for (const [amount, currency] of [
    [50, 'eur'],
    [50, 'jpy'],
    [5000, 'kwd'],
    [500, 'isk'],
  ] as const)
    assert.equal((await stripe.paymentIntents.create({ amount, currency }, on)).amount, amount);
});

test('parameters that are missing, unknown or out of bounds are refused by name', async () => {
  const ask = async (input: object): Promise<unknown[]> => {
    const { code, param, message } = await refusal(
      stripe.checkout.sessions.create(input as Stripe.Checkout.SessionCreateParams, on),
    );
    return [code, param, message];
  };
  const { success_url: _, ...without } = sessionFor(1000);
  assert.deepEqual(await ask(without), ['parameter_missing', 'success_url', 'Missing required param: success_url.']);
  assert.deepEqual(await ask({ ...sessionFor(1000), colour: 'red' }), [
    'parameter_unknown',
    'colour',
    'Received unknown parameter: colour',
  ]);
  assert.deepEqual(await ask({ ...sessionFor(1000), customer_email: 'nobody' }), [
    'email_invalid',
    'customer_email',
    'Invalid email address: nobody',
  ]);
  assert.deepEqual(await ask({ ...sessionFor(1000), line_items: [] }), [
    'parameter_missing',
    'line_items',
    'Missing required param: line_items.',
  ]);
  assert.deepEqual((await ask({ ...sessionFor(1000), locale: 'xx' })).slice(1, 2), ['locale']);
  const soon = Math.floor(Date.now() / 1000) + 1700;
  assert.deepEqual(await ask({ ...sessionFor(1000), expires_at: soon }), [
    undefined,
    'expires_at',
    'The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.',
  ]);
  assert.deepEqual((await ask({ ...sessionFor(1000), expires_at: soon + 90_000 })).slice(1, 2), ['expires_at']);
  assert.deepEqual(
    (await ask({ ...sessionFor(1000), payment_intent_data: { application_fee_amount: 1001 } })).slice(1, 2),
    ['payment_intent_data[application_fee_amount]'],
  );
  assert.deepEqual((await ask({ ...sessionFor(1000), metadata: { note: 'x'.repeat(501) } })).slice(1, 2), [
    'metadata[note]',
  ]);
  assert.deepEqual(
    (await ask({ ...sessionFor(1000), payment_intent_data: { statement_descriptor: '12345' } })).slice(1, 2),
    ['statement_descriptor'],
  );
  const own = await refusal(
    stripe.checkout.sessions.create(sessionFor(1000, 'eur', { payment_intent_data: { application_fee_amount: 10 } })),
  );
  assert.equal(own.param, 'payment_intent_data[application_fee_amount]');
});

test('cards that are declined say why; what is over cannot be confirmed or cancelled', async () => {
  const { id } = await stripe.paymentIntents.create({ amount: 700, currency: 'eur' }, on);
  const declined = await refusal(
    stripe.paymentIntents.confirm(
      id,
      { payment_method: 'pm_card_chargeDeclinedInsufficientFunds', return_url: 'https://foyer.example/r' },
      on,
    ),
  );
  assert.deepEqual(declined, {
    type: 'StripeCardError',
    rawType: 'card_error',
    code: 'card_declined',
    statusCode: 402,
    message: 'Your card has insufficient funds.',
  });
  assert.equal(
    (await refusal(stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' }, on))).param,
    'return_url',
  );
  assert.equal(
    (
      await stripe.paymentIntents.confirm(
        id,
        { payment_method: 'pm_card_visa', return_url: 'https://foyer.example/r' },
        on,
      )
    ).status,
    'succeeded',
  );
  assert.equal((await refusal(stripe.paymentIntents.confirm(id, {}, on))).code, 'payment_intent_unexpected_state');
  assert.equal((await refusal(stripe.paymentIntents.cancel(id, {}, on))).code, 'payment_intent_unexpected_state');
  const asked = await stripe.paymentIntents.create(
    {
      amount: 700,
      currency: 'eur',
      confirm: true,
      payment_method: 'pm_card_authenticationRequired',
      return_url: 'https://foyer.example/r',
    },
    on,
  );
  assert.equal(asked.status, 'requires_action');
  const back = await fetch(asked.next_action?.redirect_to_url?.url ?? '', {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ decision: 'confirm' }),
  });
  assert.equal(
    back.headers.get('location'),
    `https://foyer.example/r?payment_intent=${asked.id}&redirect_status=succeeded`,
  );
  const session = await stripe.checkout.sessions.create(sessionFor(1000), on);
  const tried = fake.control.pay(session.id, 'declined');
  assert.equal(
    (await refusal(stripe.paymentIntents.cancel(String(tried.payment_intent), {}, on))).code,
    'payment_intent_unexpected_state',
  );
});

test('sessions end by request or by time, with their intent; ended ones cannot be paid', async () => {
  const session = await stripe.checkout.sessions.create(sessionFor(1000), on);
  const { payment_intent } = fake.control.pay(session.id, 'declined');
  assert.equal((await stripe.checkout.sessions.expire(session.id, {}, on)).status, 'expired');
  assert.equal((await stripe.paymentIntents.retrieve(String(payment_intent), {}, on)).status, 'canceled');
  const untried = await stripe.checkout.sessions.create(sessionFor(1000), on);
  const { status, payment_intent: none } = await stripe.checkout.sessions.expire(untried.id, {}, on);
  assert.deepEqual([status, none], ['expired', null]);
  assert.equal((await refusal(stripe.checkout.sessions.expire(session.id, {}, on))).statusCode, 400);
  assert.equal(fake.control.pay(session.id).payment_status, 'unpaid');
  const late = await stripe.checkout.sessions.create(
    sessionFor(1000, 'eur', { expires_at: Math.floor(Date.now() / 1000) + 1860 }),
    on,
  );
  fake.control.shiftClock(1900_000);
  assert.equal((await stripe.checkout.sessions.retrieve(late.id, {}, on)).status, 'expired');
  fake.control.shiftClock(0);
});

async function paidIntent(amount: number, fee?: number): Promise<string> {
  const { id } = await stripe.paymentIntents.create(
    {
      amount,
      currency: 'eur',
      confirm: true,
      payment_method: 'pm_card_visa',
      return_url: 'https://foyer.example/r',
      ...(fee ? { application_fee_amount: fee } : {}),
    },
    on,
  );
  return id;
}

test('refunds never add up to more than was paid, and give back the share of the fee that is asked for', async () => {
  const intent = await paidIntent(1000, 100);
  const first = await stripe.refunds.create({ payment_intent: intent, amount: 300, refund_application_fee: true }, on);
  assert.deepEqual([first.status, first.amount], ['succeeded', 300]);
  const movement = await stripe.balanceTransactions.retrieve(String(first.balance_transaction), {}, on);
  assert.deepEqual([movement.amount, movement.fee, movement.net], [-300, -30, -270]);
  assert.deepEqual(await refusal(stripe.refunds.create({ payment_intent: intent, amount: 701 }, on)), {
    type: 'StripeInvalidRequestError',
    rawType: 'invalid_request_error',
    statusCode: 400,
    param: 'amount',
    message: 'Refund amount (€7.01) is greater than unrefunded amount on charge (€7.00)',
  });
  await stripe.refunds.create({ payment_intent: intent }, on);
  const [charge] = (await stripe.charges.list({ payment_intent: intent }, on)).data;
  assert.deepEqual([charge?.refunded, charge?.amount_refunded], [true, 1000]);
  assert.equal((await refusal(stripe.refunds.create({ payment_intent: intent }, on))).code, 'charge_already_refunded');
  const fee = await stripe.applicationFees.retrieve(String(charge?.application_fee));
  assert.deepEqual([fee.amount, fee.amount_refunded], [100, 30]);
  await stripe.applicationFees.createRefund(fee.id, { amount: 70 });
  assert.equal((await refusal(stripe.applicationFees.createRefund(fee.id))).statusCode, 400);
  const open = await stripe.paymentIntents.create({ amount: 500, currency: 'eur' }, on);
  assert.equal(
    (await refusal(stripe.refunds.create({ payment_intent: open.id }, on))).message,
    `This PaymentIntent (${open.id}) does not have a successful charge to refund.`,
  );
  const plain = await paidIntent(1000);
  assert.equal(
    (await refusal(stripe.refunds.create({ payment_intent: plain, reverse_transfer: true }, on))).param,
    'reverse_transfer',
  );
  assert.equal(
    (await refusal(stripe.refunds.create({ payment_intent: plain, refund_application_fee: true }, on))).param,
    'refund_application_fee',
  );
});

test('a refund may fail afterwards; the money counts as not refunded then', async () => {
  const intent = await paidIntent(1000);
  fake.control.nextRefunds('pending');
  const refund = await stripe.refunds.create({ payment_intent: intent }, on);
  assert.equal(refund.status, 'pending');
  fake.control.failRefund(refund.id);
  const failed = await stripe.refunds.retrieve(refund.id, {}, on);
  assert.deepEqual([failed.status, failed.failure_reason], ['failed', 'expired_or_canceled_card']);
  const [charge] = (await stripe.charges.list({ payment_intent: intent }, on)).data;
  assert.deepEqual([charge?.refunded, charge?.amount_refunded], [false, 0]);
  const [event] = (await stripe.events.list({ type: 'refund.failed', limit: 1 }, on)).data;
  assert.equal((event?.data.object as Stripe.Refund | undefined)?.id, refund.id);
});

test('what is disputed cannot be refunded', async () => {
  const intent = await paidIntent(1000);
  const [charge] = (await stripe.charges.list({ payment_intent: intent }, on)).data;
  const dispute = fake.control.openDispute(charge?.id ?? '');
  assert.equal((await refusal(stripe.refunds.create({ payment_intent: intent }, on))).code, 'charge_disputed');
  assert.deepEqual(
    (await stripe.disputes.list({ payment_intent: intent }, on)).data.map((one) => [one.id, one.status]),
    [[dispute.id, 'needs_response']],
  );
  fake.control.closeDispute(dispute.id, 'won');
  assert.equal((await stripe.refunds.create({ payment_intent: intent }, on)).status, 'succeeded');
});

test('what waits in the balance is paid out once; with a payout stand the movements that went out with it', async () => {
  const { account: payee } = await connect();
  const mine = { stripeAccount: payee };
  const charge = (amount: number): Promise<{ id: string }> =>
    stripe.paymentIntents.create(
      { amount, currency: 'eur', confirm: true, payment_method: 'pm_card_visa', return_url: 'https://foyer.example/r' },
      mine,
    );
  const first = await charge(10_000);
  await charge(2000);
  await stripe.refunds.create({ payment_intent: first.id, amount: 500 }, mine);
  const { id } = fake.control.payOut(payee);
  const payout = await stripe.payouts.retrieve(id, {}, mine);
  assert.deepEqual([payout.status, payout.amount, payout.automatic], ['paid', 10_000 - 175 + 2000 - 55 - 500, true]);
  const movements = (await stripe.balanceTransactions.list({ payout: id, limit: 100 }, mine)).data;
  assert.deepEqual(
    movements.map((one) => [one.type, one.net, one.status]),
    [
      ['payout', -11_270, 'available'],
      ['refund', -500, 'available'],
      ['charge', 1945, 'available'],
      ['charge', 9825, 'available'],
    ],
  );
  assert.throws(() => fake.control.payOut(payee), /nothing to pay out/);
  await charge(1000);
  const lost = fake.control.payOut(payee, { end: 'pending' });
  assert.deepEqual(
    (await stripe.payouts.list({ status: 'pending' }, mine)).data.map((one) => one.id),
    [lost.id],
  );
  fake.control.failPayout(lost.id);
  // What came back waits for the next one.
  assert.deepEqual(
    [fake.control.payOut(payee).amount, (await stripe.payouts.retrieve(lost.id, {}, mine)).failure_code],
    [960, 'account_closed'],
  );
  assert.deepEqual(
    (await stripe.payouts.list({ arrival_date: { gt: Math.floor(Date.now() / 1000) } }, mine)).data.map(
      (one) => one.status,
    ),
    ['paid', 'failed', 'paid'],
  );
  assert.deepEqual(
    (await stripe.events.list({ types: ['payout.created', 'payout.paid', 'payout.failed'] }, mine)).data.map(
      (one) => one.type,
    ),
    ['payout.paid', 'payout.created', 'payout.failed', 'payout.created', 'payout.paid', 'payout.created'],
  );
  assert.equal((await refusal(stripe.balanceTransactions.list({ payout: id }, on))).statusCode, 404);
});

test('the same key gives the same answer; with another request, or while the first is under way, it is refused', async () => {
  const key = { ...on, idempotencyKey: 'order-1' };
  const first = await stripe.paymentIntents.create({ amount: 900, currency: 'eur' }, key);
  const second = await stripe.paymentIntents.create({ amount: 900, currency: 'eur' }, key);
  assert.equal(second.id, first.id);
  assert.equal(
    (second as unknown as { lastResponse: { headers: Record<string, string> } }).lastResponse.headers[
      'idempotent-replayed'
    ],
    'true',
  );
  const other = await refusal(stripe.paymentIntents.create({ amount: 901, currency: 'eur' }, key));
  assert.deepEqual([other.type, other.statusCode], ['StripeIdempotencyError', 400]);
  fake.control.spoilCalls({ match: 'POST /v1/payment_intents', does: { delayMs: 300 } });
  const slow = { ...on, idempotencyKey: 'order-2' };
  const underway = stripe.paymentIntents.create({ amount: 900, currency: 'eur' }, slow);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const meanwhile = await refusal(stripe.paymentIntents.create({ amount: 900, currency: 'eur' }, slow));
  assert.deepEqual(
    [meanwhile.rawType, meanwhile.statusCode, meanwhile.code],
    ['idempotency_error', 409, 'idempotency_key_in_use'],
  );
  assert.equal((await underway).status, 'requires_payment_method');
  // A request that was refused for its parameters did nothing: its key is free.
  const third = { ...on, idempotencyKey: 'order-3' };
  await refusal(stripe.paymentIntents.create({ amount: 900 } as never, third));
  assert.equal((await stripe.paymentIntents.create({ amount: 900, currency: 'eur' }, third)).amount, 900);
});

test('faults before the work do nothing; after it, a repetition with the key finds the work done once', async () => {
  const count = (): number =>
    fake.control.all('payment_intent').filter((one) => (one as Intent).amount === 4321).length;
  const make = (idempotencyKey: string, retries = 0): Promise<{ id: string }> =>
    client(PLATFORM_KEY, retries).paymentIntents.create(
      { amount: 4321, currency: 'eur' },
      { ...on, idempotencyKey, timeout: 500 },
    );
  for (const does of [429, 500, 'cut', 'hang'] as const) {
    // The library comes back once by itself where a connection breaks.
    fake.control.spoilCalls({ match: 'payment_intents', does, times: does === 'cut' ? 2 : 1 });
    const { statusCode } = await refusal(make(`before-${does}`));
    assert.equal(statusCode, typeof does === 'number' ? does : undefined);
    assert.equal(count(), 0);
  }
  let wanted = 0;
  for (const does of [503, 'cut', 'hang'] as const) {
    fake.control.spoilCalls({ match: 'payment_intents', does, when: 'after' });
    await make(`after-${does}`, 2);
    assert.equal(count(), (wanted += 1));
  }
  // Stripe keeps a 500 with the key: only looking tells what happened.
  fake.control.spoilCalls({ match: 'payment_intents', does: 500, when: 'after' });
  assert.equal((await refusal(make('kept', 1))).statusCode, 500);
  assert.equal(count(), wanted + 1);
});

test('lists are paged, and ids are expanded where that is asked for', async () => {
  const { account: fresh } = await connect();
  const mine = { stripeAccount: fresh };
  for (const amount of [100, 200, 300]) await stripe.paymentIntents.create({ amount, currency: 'eur' }, mine);
  const seen: number[] = [];
  for await (const one of stripe.paymentIntents.list({ limit: 2 }, mine)) seen.push(one.amount);
  assert.deepEqual(seen, [300, 200, 100]);
  const session = await stripe.checkout.sessions.create(sessionFor(1500), mine);
  fake.control.pay(session.id);
  const whole = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent', 'line_items'] }, mine);
  assert.deepEqual(
    [(whole.payment_intent as Stripe.PaymentIntent).amount, whole.line_items?.data[0]?.description],
    [1500, 'Ticket'],
  );
  assert.equal(
    (await refusal(stripe.checkout.sessions.retrieve(session.id, { expand: ['moon'] }, mine))).param,
    'expand',
  );
});

test('with a file it knows after a restart what it knew before', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'foyer-stripe-'));
  const options = {
    clientId: CLIENT_ID,
    platformKey: PLATFORM_KEY,
    webhookSecret: 'whsec_test',
    redirectUris: [BACK],
    stateFile: path.join(folder, 'stripe'),
  };
  const ask = (port: number): Stripe =>
    new Stripe(PLATFORM_KEY, { host: 'localhost', port, protocol: 'http', maxNetworkRetries: 0, telemetry: false });
  try {
    const before = await startFakeStripe(options);
    const made = await ask(before.port).paymentIntents.create(
      { amount: 900, currency: 'eur', confirm: true, payment_method: 'pm_card_visa', return_url: BACK },
      { idempotencyKey: 'kept' },
    );
    await before.stop();
    const afterwards = await startFakeStripe(options);
    const again = await ask(afterwards.port).paymentIntents.create(
      { amount: 900, currency: 'eur', confirm: true, payment_method: 'pm_card_visa', return_url: BACK },
      { idempotencyKey: 'kept' },
    );
    const refund = await ask(afterwards.port).refunds.create({ payment_intent: made.id, amount: 400 });
    const { data } = await ask(afterwards.port).charges.list({ payment_intent: made.id });
    assert.deepEqual([again.id, refund.status, data.map((one) => one.amount_refunded)], [made.id, 'succeeded', [400]]);
    await afterwards.stop();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('nothing asked or answered was other than the description says', () => {
  assert.deepEqual(
    fake.control.drift.filter((one) => !one.startsWith('request ')),
    [],
  );
});
