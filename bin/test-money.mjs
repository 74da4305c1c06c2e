// `npm run test-money`: the stand-in for Stripe beside a Foyer on this computer, for trying the shop without an account anywhere.
import path from 'node:path';
import { startFakeStripe } from '../src/testing/fake-stripe.ts';

const house = (process.env.FOYER_URL ?? `http://localhost:${process.env.PORT ?? 3000}`).replace(/\/$/, '');
const keys = { clientId: 'ca_test_money', platformKey: 'sk_test_money_only_0000', webhookSecret: 'whsec_test_money' };
const fake = await startFakeStripe({
  ...keys,
  port: Number(process.env.TEST_MONEY_PORT ?? 12_111),
  webhookUrl: `${house}/webhooks/stripe`,
  redirectUris: [`${house}/*`],
  stateFile: path.join(process.env.FOYER_DATA ?? 'data', 'test-money'),
  spec: false,
});

process.stdout.write(`Test money is at ${fake.apiBase}. Nothing is charged. Start Foyer with:\n
STRIPE_SECRET_KEY=${keys.platformKey}
STRIPE_CLIENT_ID=${keys.clientId}
STRIPE_WEBHOOK_SECRET=${keys.webhookSecret}
STRIPE_API_BASE=${fake.apiBase}
STRIPE_CONNECT_BASE=${fake.connectBase}
`);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => fake.stop().then(() => process.exit(0)));
