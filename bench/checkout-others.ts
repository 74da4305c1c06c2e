/**
 * Who else takes part in an order, in a process of its own, so that it counts for nobody: a mail server that throws
 * away what it takes, and the stand-in for Stripe.
 */
import { once } from 'node:events';
import { SMTPServer } from 'smtp-server';
import { startFakeStripe } from '#fake-stripe/fake-stripe.ts';

export const STRIPE = { clientId: 'ca_Bench', platformKey: 'sk_test_BenchPlatform1', webhookSecret: 'whsec_bench' };

export type OthersBegin = { webhookUrl: string; callback: string };
/** How many mails each address got, and what was charged for each order. */
export type OthersSaw = { mails: Record<string, number>; charged: Record<string, number> };

if (import.meta.main) {
  const mails = new Map<string, number>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      stream.resume();
      stream.on('end', () => {
        for (const { address } of session.envelope.rcptTo) mails.set(address, (mails.get(address) ?? 0) + 1);
        done();
      });
    },
  });
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  process.on('disconnect', () => process.exit());
  process.once('message', ({ webhookUrl, callback }: OthersBegin) => {
    void startFakeStripe({ ...STRIPE, redirectUris: [callback], webhookUrl, spec: false }).then((fake) => {
      process.on('message', ({ consent }: { consent?: string }) => {
        if (consent) return process.send?.({ back: fake.control.consent(consent, { email: 'bench@example.org' }) });
        const charges = fake.control.all('charge') as unknown as {
          metadata: { order?: string };
          amount: number;
          paid: boolean;
        }[];
        const charged: Record<string, number> = {};
        for (const { metadata, amount, paid } of charges)
          if (paid) charged[metadata.order ?? ''] = (charged[metadata.order ?? ''] ?? 0) + amount;
        return process.send?.({ mails: Object.fromEntries(mails), charged } satisfies OthersSaw);
      });
      process.send?.({ smtp: (server.server.address() as { port: number }).port, stripe: fake.apiBase });
    });
  });
}
