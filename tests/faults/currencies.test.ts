/**
 * What somebody is charged is what their order costs, whatever the currency: held against ISO 4217 and what Stripe's
 * own page says of its units.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { getOnlineProvider } from '#features/payments/server/providers.ts';
import { getAccountForCharges } from '#features/stripe/server/queries.ts';
import { FoyerError } from '#platform/errors.ts';
import { openInProcess } from './open-in-process.ts';
import { isWhole, openSale } from './shop.ts';

/** Digits after the point, as ISO 4217 has them. */
const ISO: Record<string, number> = {
  AED: 2,
  ALL: 2,
  AUD: 2,
  BAM: 2,
  BGN: 2,
  BHD: 3,
  BIF: 0,
  BRL: 2,
  CAD: 2,
  CHF: 2,
  CLP: 0,
  CNY: 2,
  COP: 2,
  CRC: 2,
  CZK: 2,
  DJF: 0,
  DKK: 2,
  EGP: 2,
  EUR: 2,
  GBP: 2,
  GEL: 2,
  GNF: 0,
  HKD: 2,
  HUF: 2,
  IDR: 2,
  ILS: 2,
  INR: 2,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KES: 2,
  KMF: 0,
  KRW: 0,
  KWD: 3,
  MAD: 2,
  MGA: 2,
  MXN: 2,
  MYR: 2,
  NGN: 2,
  NOK: 2,
  NZD: 2,
  OMR: 3,
  PEN: 2,
  PHP: 2,
  PLN: 2,
  PYG: 0,
  QAR: 2,
  RON: 2,
  RSD: 2,
  RWF: 0,
  SAR: 2,
  SEK: 2,
  SGD: 2,
  THB: 2,
  TND: 3,
  TRY: 2,
  TWD: 2,
  UAH: 2,
  UGX: 0,
  USD: 2,
  UYU: 2,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  ZAR: 2,
};
/** Digits in which Stripe counts, where they are others than two. */
const AT_STRIPE: Record<string, number> = Object.fromEntries([
  ...'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0]),
  ...'BHD JOD KWD OMR TND'.split(' ').map((code) => [code, 3]),
]);
/** Of Stripe's units so many have to be charged at once. */
const STEP: Record<string, number> = { BHD: 10, JOD: 10, KWD: 10, OMR: 10, TND: 10, ISK: 100, UGX: 100 };
const LARGEST = 99_999_999n;

const till = await openInProcess();
const sale = await openSale(till);
const { account = '' } = (await getAccountForCharges(till.ctx(), sale.organizer.organizerId)) ?? {};
const { control } = till.fake;
after(() => assert.deepEqual(control.drift, []));
const stripe = getOnlineProvider('stripe');

type Begun = { id: string; session: string } | { refused: string };

async function begin(currency: string, amountMinor: number): Promise<Begun> {
  const request = {
    orderCode: 'ABCDEFGH',
    eventId: sale.event.eventId,
    eventName: 'Lantern Days',
    eventSlug: sale.event.slug,
    buyerEmail: 'ada@example.org',
    locale: 'en',
    lines: [{ name: 'Seat', quantity: 1, amountMinor }],
    paidAddress: `${till.url}/orders/A/b/paid`,
    backAddress: `${till.url}/orders/A/b/pay`,
  };
  const id = randomUUID();
  // What cannot be charged is not offered, so nobody asks Stripe for it.
  const hindrance = await stripe.findHindrance(till.ctx(), {
    eventId: sale.event.eventId,
    organizerId: sale.organizer.organizerId,
    currency,
    amountMinor,
  });
  if (hindrance !== null) return { refused: hindrance };
  try {
    return {
      id,
      session: (
        await stripe.begin(till.ctx(), {
          id,
          account,
          amountMinor,
          currency,
          applicationFeeMinor: 0,
          expiresAt: Date.now() + 35 * 60_000,
          request,
        })
      ).reference,
    };
  } catch (error) {
    if (error instanceof FoyerError && error.status < 500) return { refused: error.message };
    throw error;
  }
}

/** In whole units of the currency, as a fraction: nothing is rounded. */
function isSame(minor: number, digits: number, units: number, unitDigits: number): boolean {
  return BigInt(minor) * 10n ** BigInt(unitDigits) === BigInt(units) * 10n ** BigInt(digits);
}

/** What Stripe can charge of it, in its units; undefined where it cannot. Its smallest charges are its own affair. */
function chargeable(currency: string, minor: number): bigint | undefined {
  const at = AT_STRIPE[currency] ?? 2;
  const scaled = BigInt(minor) * 10n ** BigInt(at);
  const per = 10n ** BigInt(ISO[currency] as number);
  if (scaled % per !== 0n) return undefined;
  const units = scaled / per;
  return units > LARGEST || units % BigInt(STEP[currency] ?? 1) !== 0n ? undefined : units;
}

const currencies = fc.constantFrom(...Object.keys(ISO));
const amounts = fc.oneof(
  fc.integer({ min: 1, max: 3_000_000 }),
  fc.integer({ min: 20_000, max: 99_999_999 }),
  fc.integer({ min: 50, max: 40_000 }).map((tens) => tens * 10),
);

describe('an amount in any currency', () => {
  test('is charged as it is, read back as it is, and goes back as it is; or it is refused before anything is begun', async () => {
    let charged = 0;
    await fc.assert(
      fc.asyncProperty(
        currencies,
        amounts,
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (currency, minor, share) => {
          const begun = await begin(currency, minor);
          const units = chargeable(currency, minor);
          if ('refused' in begun)
            return void assert.ok(units === undefined || units <= 20_000n, `${minor} ${currency}: ${begun.refused}`);
          control.pay(begun.session);
          const [charge] = (
            control.all('charge') as unknown as { amount: number; currency: string; payment_intent: string }[]
          ).slice(-1);
          assert.ok(
            charge && isSame(minor, ISO[currency] as number, charge.amount, AT_STRIPE[currency] ?? 2),
            `${minor} ${currency} is charged as ${charge?.amount}`,
          );
          assert.equal(charge.currency, currency.toLowerCase());
          const status = await stripe.look(till.ctx(), { id: begun.id, account, reference: begun.session });
          assert.ok(status.state === 'paid');
          assert.deepEqual(
            [status.amountMinor, status.currency, status.paymentReference],
            [minor, currency, charge.payment_intent],
          );
          charged += 1;
          const back = Math.max(1, Math.floor(minor * share));
          if (chargeable(currency, back) === undefined) return;
          const { state } = await stripe.refund(till.ctx(), {
            key: randomUUID(),
            account,
            paymentReference: status.paymentReference,
            amountMinor: back,
            currency,
            returnsFee: false,
            orderCode: 'ABCDEFGH',
          });
          const [refund] = (control.all('refund') as unknown as { amount: number }[]).slice(-1);
          assert.ok(
            state === 'done' && isSame(back, ISO[currency] as number, refund?.amount ?? 0, AT_STRIPE[currency] ?? 2),
            `${back} ${currency} go back as ${refund?.amount}`,
          );
        },
      ),
      { numRuns: isWhole ? 200 : 60 },
    );
    assert.ok(charged > 20, `Only ${charged} were charged`);
  });

  test('with a number of digits of each kind is charged as Stripe’s page of currencies says', async () => {
    const rows: [currency: string, minor: number, units: number][] = [
      ['EUR', 1250, 1250],
      ['JPY', 1250, 1250],
      ['KWD', 12_500, 12_500],
      ['ISK', 1250, 125_000],
      ['UGX', 12_500, 1_250_000],
      ['MGA', 1_250_000, 12_500],
      ['HUF', 1_250_000, 1_250_000],
    ];
    for (const [currency, minor, units] of rows) {
      const begun = await begin(currency, minor);
      assert.ok('session' in begun, `${currency}: ${JSON.stringify(begun)}`);
      const session = (control.all('checkout.session') as unknown as { id: string; amount_total: number }[]).find(
        ({ id }) => id === begun.session,
      );
      assert.equal(session?.amount_total, units, currency);
    }
    for (const [currency, minor] of [
      ['KWD', 12_505],
      ['MGA', 1_250_050],
      ['USD', 100_000_000],
      ['IQD', 5000],
    ] as const)
      assert.ok('refused' in (await begin(currency, minor)), currency);
  });
});
