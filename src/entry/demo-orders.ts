/**
 * People who have ordered at the demo conference, so that whoever looks around sees a sale that goes on. All of them
 * are invented.
 */
import { type EventScope, systemEventScope } from '#features/events/server/policy.ts';
import { POST_NOTICE_QUEUE } from '#features/messages/server/send-notice.ts';
import { applyDiscount } from '#features/orders/server/pricing/apply-discount.ts';
import { cancelOrder } from '#features/orders/server/after-sale/cancel-order.ts';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import { authoriseOrderIn } from '#features/orders/server/policy.ts';
import { getOrderSums } from '#features/orders/server/queries.ts';
import { reserveTickets } from '#features/orders/server/holding/reserve-tickets.ts';
import type { HandMethod } from '#features/payments/hand-methods.ts';
import { bankTransfer } from '#features/payments/methods/bank-transfer.ts';
import { invoice } from '#features/payments/methods/invoice.ts';
import { onSite } from '#features/payments/methods/on-site.ts';
import { BLANK_SETTINGS } from '#features/payments/payment.ts';
import { cancelWithRefund } from '#features/payments/server/cancel-with-refund.ts';
import { markPaid } from '#features/payments/server/mark-paid.ts';
import { refundOrder } from '#features/payments/server/refund-order.ts';
import { startPayment } from '#features/payments/server/start-payment.ts';
import { updatePaymentSettings } from '#features/payments/server/update-payment-settings.ts';
import { updateDiscountCodes } from '#features/prices/server/update-discount-codes.ts';
import { updateTaxRates } from '#features/prices/server/update-tax-rates.ts';
import { DISCOUNT_CODE_FIELDS } from '#features/prices/discount-code.ts';
import { blankOf } from '#platform/records/field.ts';
import { BLANK_QUESTION } from '#features/questions/question.ts';
import { createQuestion } from '#features/questions/server/create-question.ts';
import { listShop } from '#features/tickets/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { DAY_MS } from '#platform/time.ts';

const CODE = 'PAPERCLIP';

/** `daysAgo` they ordered; `became` is how it ended: nothing where it still waits for its money, or is free. */
type Buyer = {
  name: string;
  daysAgo: number;
  seats: [name: string, quantity: number][];
  pays?: HandMethod;
  code?: true;
  with?: string[];
  became?: 'paid' | 'cancelled' | 'sent-back' | 'one-sent-back';
};

const EARLY = 'Early reader';
const STANDARD = 'Standard';
const COMMUNITY = 'Community';
const SUPPER = 'Reading-room supper';

const BUYERS: Buyer[] = [
  { name: 'Nele Vandamme-Okoro', daysAgo: 27, seats: [[EARLY, 2]], with: ['', 'Kofi Okoro'], became: 'paid' },
  { name: 'Petra Halvorsen', daysAgo: 27, seats: [[EARLY, 1]], became: 'paid' },
  {
    name: 'Yusuf Adeyemi-Lund',
    daysAgo: 26,
    seats: [[EARLY, 4]],
    with: ['', 'Mila Lund', 'Tor Lund', 'Ebba Lund'],
    became: 'paid',
  },
  { name: 'Clotilde Marchetti', daysAgo: 25, seats: [[COMMUNITY, 1]] },
  { name: 'Ruben de Saedeleer', daysAgo: 23, seats: [[EARLY, 1]], became: 'sent-back' },
  {
    name: 'Hanneke Wolvekamp',
    daysAgo: 22,
    seats: [[STANDARD, 2]],
    code: true,
    with: ['', 'Joris Wolvekamp'],
    became: 'paid',
  },
  { name: 'Ilse Brandt-Mori', daysAgo: 21, seats: [['Supporter', 1]], became: 'paid' },
  { name: 'Ondrej Kasparik', daysAgo: 20, seats: [[COMMUNITY, 1]] },
  { name: 'Sanna Virtaharju', daysAgo: 19, seats: [[STANDARD, 1]], became: 'cancelled' },
  {
    name: 'Beatriz Salgueiro',
    daysAgo: 17,
    seats: [[EARLY, 3]],
    with: ['', 'Duarte Salgueiro', 'Ana Prates'],
    became: 'one-sent-back',
  },
  { name: 'Marguerite Dhaene', daysAgo: 16, seats: [[STANDARD, 1]], pays: onSite.id },
  { name: 'Tewodros Alemu-Berg', daysAgo: 14, seats: [[EARLY, 2]], with: ['', 'Hirut Alemu'], became: 'paid' },
  { name: 'Livia Cottarelli', daysAgo: 13, seats: [[STANDARD, 1]] },
  {
    name: 'Anselm Roderburg',
    daysAgo: 12,
    seats: [[STANDARD, 5]],
    pays: invoice.id,
    with: ['', 'Dagny Fors', 'Pim Koster', 'Lotte Aerts', 'Jun Hayakawa'],
    became: 'paid',
  },
  { name: 'Saoirse McIlroy', daysAgo: 11, seats: [[COMMUNITY, 1]] },
  { name: 'Daan Terpstra', daysAgo: 9, seats: [[EARLY, 1]], became: 'paid' },
  { name: 'Inés Bazterrica', daysAgo: 8, seats: [[EARLY, 2]], code: true, became: 'paid' },
  { name: 'Wiebke Tönnies', daysAgo: 6, seats: [[STANDARD, 1]], became: 'paid' },
  { name: 'Farrukh Nazarov', daysAgo: 5, seats: [['Supporter', 2]], with: ['', 'Zuhra Nazarova'], became: 'paid' },
  { name: 'Odile Grandjean', daysAgo: 4, seats: [[STANDARD, 2]] },
  { name: 'Mattias Ekdahl', daysAgo: 3, seats: [[EARLY, 1]], became: 'paid' },
  { name: 'Rosa Quintanilha', daysAgo: 2, seats: [[COMMUNITY, 1]] },
  { name: 'Gerrit Blauwhof', daysAgo: 2, seats: [[STANDARD, 3]], pays: invoice.id },
  { name: 'Noor El-Fassi', daysAgo: 1, seats: [[EARLY, 2]], with: ['', 'Imane El-Fassi'], became: 'paid' },
  { name: 'Jarek Milczanowski', daysAgo: 0, seats: [[STANDARD, 1]] },
];

/**
 * How the demo is paid, taxed and asked about, and who has ordered there; nothing where anybody has. Nobody is written
 * to: none of these people is there to read it.
 */
export async function createDemoOrders(ctx: Ctx, slug: string): Promise<void> {
  await transact(ctx, async (ctx) => {
    const event = await ctx.db
      .selectFrom('events')
      .select(['id', 'startsAt'])
      .where('slug', '=', slug)
      .executeTakeFirstOrThrow();
    const scope = await systemEventScope(ctx, event.id);
    if (await ctx.db.selectFrom('orders').select('id').where('eventId', '=', event.id).limit(1).executeTakeFirst())
      return;
    const numbers = new Map(
      (await listShop(ctx, scope)).flatMap(({ ticket }) => (ticket ? [[ticket.name, ticket.number] as const] : [])),
    );
    if (![EARLY, STANDARD, COMMUNITY, SUPPER].every((name) => numbers.has(name))) return;
    await describeSale(ctx, scope, numbers);
    // Long enough before the doors open that everything was on sale, whenever somebody looks at it.
    const until = Math.min(ctx.now, event.startsAt - 100 * DAY_MS);
    for (const [at, buyer] of BUYERS.entries())
      await makeOrder(
        {
          ...ctx,
          actor: { kind: 'system', name: 'the demo' },
          now: until - buyer.daysAgo * DAY_MS - (at % 5) * 5_400_000,
        },
        scope,
        { buyer, numbers, key: `demo-${at + 1}` },
      );
    // The jobs of this transaction are written with its commit.
    if (ctx.unit) ctx.unit.jobs = ctx.unit.jobs.filter(({ queue }) => queue !== POST_NOTICE_QUEUE);
  });
}

async function describeSale(ctx: Ctx, scope: EventScope, numbers: Map<string, number>): Promise<void> {
  const words: Partial<Record<HandMethod, string>> = {
    [bankTransfer.id]: '',
    [invoice.id]: 'We write to your bookkeeping.',
    [onSite.id]: 'Cash or card at the desk in the courtyard.',
  };
  const methods = BLANK_SETTINGS.methods.map((method) => ({
    ...method,
    enabled: method.method in words,
    instructions: words[method.method] ?? '',
  }));
  await updatePaymentSettings(ctx, scope, {
    ...BLANK_SETTINGS,
    accountHolder: 'Marginalia vzw',
    iban: 'BE68539007547034',
    methods,
  });
  await updateTaxRates(ctx, scope, { create: [{ name: 'VAT', percent: 600, standard: true, types: [] }] });
  await updateDiscountCodes(ctx, scope, {
    create: [{ ...blankOf(DISCOUNT_CODE_FIELDS), code: CODE, percent: 1000, mostUses: 50 }],
  });
  await createQuestion(ctx, scope, {
    ...BLANK_QUESTION,
    kind: 'choice',
    label: 'Which soup?',
    help: 'There is bread with all of them.',
    choices: ['Leek and potato', 'Red lentil', 'Whatever is ready'],
  });
  await createQuestion(ctx, scope, {
    ...BLANK_QUESTION,
    kind: 'long-text',
    label: 'Anything we should know to make you comfortable?',
    types: [numbers.get(SUPPER) as number],
  });
}

type Ordering = { buyer: Buyer; numbers: Map<string, number>; key: string };

/** One order, through the same doors as everybody's, at the moment of `ctx`. */
async function makeOrder(ctx: Ctx, event: EventScope, { buyer, numbers, key }: Ordering): Promise<void> {
  const lines = buyer.seats.map(([name, quantity]) => ({
    ticketType: numbers.get(name) as number,
    quantity,
    ...(name === 'Supporter' && { amountMinor: 24_000 }),
  }));
  const [answer] = await reserveTickets(ctx, event.eventId, [
    { idempotencyKey: key, lines, unlocked: [], locale: 'en' },
  ]);
  if (answer?.outcome !== 'reserved') return;
  const scope = await authoriseOrderIn(ctx, event, answer.order.code, 'buyer');
  if (buyer.code) await applyDiscount(ctx, scope, CODE);
  if (
    (await completeOrder(ctx, scope, {
      name: buyer.name,
      email: addressOf(buyer.name),
      locale: 'en',
      names: [buyer.name, ...(buyer.with ?? []).slice(1)],
    })) !== 'to-pay'
  )
    return;
  await startPayment(ctx, scope, { method: buyer.pays ?? bankTransfer.id });
  if (buyer.became === 'cancelled') await cancelOrder(ctx, scope);
  else if (buyer.became)
    await pay({ ...ctx, now: ctx.now + DAY_MS / 2 }, event, { code: answer.order.code, buyer, key });
}

/** The money came, and went back where it says so. */
async function pay(
  ctx: Ctx,
  event: EventScope,
  { code, buyer, key }: { code: string; buyer: Buyer; key: string },
): Promise<void> {
  const scope = await authoriseOrderIn(ctx, event, code, 'team');
  const { totalMinor } = await getOrderSums(ctx, scope);
  await markPaid(ctx, scope, {
    amountMinor: totalMinor,
    method: buyer.pays ?? bankTransfer.id,
    paidAt: ctx.now,
    note: '',
    key: `${key}-paid`,
  });
  if (buyer.became === 'sent-back')
    await cancelWithRefund(ctx, scope, { reason: 'Cannot come after all', key: `${key}-back` });
  if (buyer.became === 'one-sent-back')
    await refundOrder(ctx, scope, {
      amountMinor: totalMinor / (buyer.seats[0]?.[1] ?? 1),
      reason: 'One of them is ill',
      key: `${key}-back`,
    });
}

/** `nele.vandamme-okoro@post.example`: nothing is ever delivered there. */
function addressOf(name: string): string {
  return `${name
    .normalize('NFD')
    .replace(/[^A-Za-z -]/g, '')
    .toLowerCase()
    .replaceAll(' ', '.')}@post.example`;
}
