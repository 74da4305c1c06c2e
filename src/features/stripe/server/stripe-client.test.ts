/** How Foyer hears what Stripe says, against a server that refuses as Stripe does. */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { Conflict, Invalid, Unavailable } from '#platform/errors.ts';
import type { StripeSettings } from '#platform/stripe-settings.ts';
import { startFakeStripe } from '#fake-stripe/fake-stripe.ts';
import { accountOptions, askStripe, deauthorizeAccount, exchangeCode, stripeApi } from './stripe-client.ts';

const BACK = 'https://foyer.example/stripe/callback';
const fake = await startFakeStripe({
  clientId: 'ca_Test',
  platformKey: 'sk_test_Platform0001',
  webhookSecret: 'whsec_test',
  redirectUris: [BACK],
});
after(async () => {
  assert.deepEqual(fake.control.drift, []);
  await fake.stop();
});
const settings: StripeSettings = {
  secretKey: 'sk_test_Platform0001',
  clientId: 'ca_Test',
  webhookSecrets: ['whsec_test'],
  apiBase: fake.apiBase,
  connectBase: fake.connectBase,
  connect: 'oauth',
  live: false,
  fee: { percent: 0, fixed: {} },
};
const stripe = stripeApi(settings);

const consent = (): string =>
  new URL(
    fake.control.consent(
      `${fake.connectBase}/oauth/authorize?${new URLSearchParams({ client_id: 'ca_Test', response_type: 'code', scope: 'read_write', redirect_uri: BACK, state: 'x' })}`,
    ),
  ).searchParams.get('code') as string;

async function refusal(work: Promise<unknown>): Promise<[string, string, string]> {
  const error = await work.then(
    () => assert.fail('it was taken'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof Invalid || error instanceof Conflict || error instanceof Unavailable, String(error));
  assert.doesNotMatch(`${error.message} ${(error.cause as Error | undefined)?.message}`, /sk_|ac_/);
  return [error.name, error.code, error.message];
}

describe('errors', () => {
  const AWAY = ['Unavailable', 'stripe', 'Stripe is not responding. Try again in a moment.'];
  for (const does of [429, 500, 503, 'cut'] as const) {
    test(`${does} is one that may go away`, async () => {
      fake.control.spoilCalls({ does, times: 2 });
      assert.deepEqual(await refusal(askStripe(stripe.accounts.list())), AWAY);
      fake.control.behave();
    });
  }
  test('what is over after a second try is none', async () => {
    fake.control.spoilCalls({ does: 500 });
    assert.deepEqual((await askStripe(stripe.accounts.list())).data, []);
  });
  test('a refusal has the words of Stripe', async () => {
    assert.deepEqual(await refusal(askStripe(stripe.checkout.sessions.retrieve('cs_none'))), [
      'Invalid',
      'resource_missing',
      "No such checkout.session: 'cs_none'",
    ]);
  });
  test('an account that is out of reach is said without the key', async () => {
    const words =
      "The provided key '…' does not have access to account 'acct_none' (or that account does not exist). Application access may have been revoked.";
    assert.deepEqual(await refusal(askStripe(stripe.charges.list({}, accountOptions('acct_none')))), [
      'Conflict',
      'no_access',
      words,
    ]);
  });
  test('a key that Stripe does not know', async () => {
    assert.deepEqual(await refusal(askStripe(stripeApi({ ...settings, secretKey: 'sk_test_other' }).accounts.list())), [
      'Unavailable',
      'stripe_key',
      'Stripe does not accept this site’s key',
    ]);
  });
  test('the key of a call that was another', async () => {
    const { account } = await exchangeCode(settings, consent());
    await askStripe(stripe.paymentIntents.create({ amount: 500, currency: 'eur' }, accountOptions(account, 'one')));
    assert.deepEqual(
      (
        await refusal(
          askStripe(stripe.paymentIntents.create({ amount: 600, currency: 'eur' }, accountOptions(account, 'one'))),
        )
      ).slice(0, 2),
      ['Conflict', 'idempotency'],
    );
  });
  test('what is not of Stripe stays as it is', async () => {
    await assert.rejects(askStripe(Promise.reject(new TypeError('mine'))), new TypeError('mine'));
  });
});

describe('authorization', () => {
  test('a code is exchanged once; Stripe says so in its words', async () => {
    const code = consent();
    const grant = await exchangeCode(settings, code);
    assert.deepEqual(
      [
        /^acct_/.test(grant.account),
        /^sk_test_/.test(grant.accessToken),
        /^rt_/.test(grant.refreshToken),
        /^pk_test_/.test(grant.publishableKey),
        grant.live,
      ],
      [true, true, true, true, false],
    );
    assert.deepEqual(await refusal(exchangeCode(settings, code)), [
      'Invalid',
      'invalid_grant',
      'This authorization code has already been used. All tokens issued with this code have been revoked.',
    ]);
    assert.deepEqual(await refusal(exchangeCode(settings, 'ac_none')), [
      'Invalid',
      'invalid_grant',
      'Authorization code does not exist: …',
    ]);
  });
  for (const does of ['cut', 500] as const) {
    test(`an exchange that ends with ${does} is not sent again`, async () => {
      const before = fake.control.received.length;
      fake.control.spoilCalls({ match: '/oauth/token', when: 'after', does });
      assert.deepEqual((await refusal(exchangeCode(settings, consent()))).slice(0, 2), ['Unavailable', 'stripe']);
      assert.equal(fake.control.received.length, before + 1);
    });
  }
  test('letting go of an account that is gone is done', async () => {
    const { account } = await exchangeCode(settings, consent());
    await deauthorizeAccount(settings, account);
    await deauthorizeAccount(settings, account);
    assert.deepEqual((await refusal(deauthorizeAccount({ ...settings, clientId: 'ca_other' }, account))).slice(0, 2), [
      'Invalid',
      'invalid_client',
    ]);
  });
});
