/**
 * An event that sells with everything: prices, questions, terms, invoices, tickets that change hands. The looks journey
 * goes through its pages.
 */
import { cancelEvent } from '#features/events/server/cancel-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { BLANK_INVOICE_SETTINGS } from '#features/invoices/invoice.ts';
import { updateInvoiceSettings } from '#features/invoices/server/update-invoice-settings.ts';
import { createOrganizer } from '#features/organizers/server/create-organizer.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import { applyDiscount } from '#features/orders/server/pricing/apply-discount.ts';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import { authoriseOrderIn, type OrderScope } from '#features/orders/server/policy.ts';
import { reserveTickets } from '#features/orders/server/holding/reserve-tickets.ts';
import { signOrder } from '#features/orders/server/sign-order.ts';
import { BLANK_SETTINGS } from '#features/payments/payment.ts';
import { cancelAllOrders } from '#features/payments/server/cancel-all-orders.ts';
import { markPaid } from '#features/payments/server/mark-paid.ts';
import { refundOrder } from '#features/payments/server/refund-order.ts';
import { startPayment } from '#features/payments/server/start-payment.ts';
import { updatePaymentSettings } from '#features/payments/server/update-payment-settings.ts';
import { BLANK_QUESTION } from '#features/questions/question.ts';
import { answerQuestions } from '#features/questions/server/answer-questions.ts';
import { createQuestion } from '#features/questions/server/create-question.ts';
import { acceptTerms } from '#features/terms/server/accept-terms.ts';
import { findTermsDue } from '#features/terms/server/queries.ts';
import { updateTerms } from '#features/terms/server/update-terms.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { acceptTransfer } from '#features/transfers/server/accept-transfer.ts';
import { offerTransfer } from '#features/transfers/server/offer-transfer.ts';
import { authoriseTransfer } from '#features/transfers/server/policy.ts';
import { addDiscount, addFee, addTaxRate, makeEvent } from '#testing/builders.ts';
import type { RunningFoyer } from '#testing/running-foyer.ts';

/** `manage` of the event, `foyer` of its organizer; the others are addresses of buyers' pages. */
export type SaleForLooks = Record<
  | 'organizer'
  | 'manage'
  | 'event'
  | 'details'
  | 'pay'
  | 'paid'
  | 'code'
  | 'partly'
  | 'offer'
  | 'holder'
  | 'off'
  | 'ending',
  string
>;

const SELLER = {
  ...BLANK_INVOICE_SETTINGS,
  legalName: 'Inkworks Cooperative',
  address: 'Quay 7\n1100-341 Lisbon',
  country: 'PT',
  taxId: 'PT507957547',
  email: 'office@inkworks.example',
};

/** Makes the sale in an organizer of its own, so that pages with nothing on them stay as they are. */
export async function makeSaleForLooks(foyer: RunningFoyer): Promise<SaleForLooks> {
  const ctx = foyer.ctx();
  const { slug: organizer } = await createOrganizer(ctx, { name: 'Inkworks Cooperative' });
  const scope = await authoriseOrganizer(ctx, organizer, 'see');
  await updateInvoiceSettings(ctx, scope, SELLER);
  const event = await makeEvent(ctx, scope, { name: 'Letterpress Weekend' });
  await setUp(foyer, event);
  const address = ({ code }: OrderScope): string => `/orders/${code}/${signOrder(foyer.opened.config.secret, code)}`;
  const [details, pay] = [
    await order(foyer, event, { name: '', quantity: 2 }),
    await order(foyer, event, { name: 'Tomasz Wren', quantity: 1 }),
  ];
  await applyDiscount(ctx, pay, 'LANTERN');
  const paid = await sell(foyer, event, { name: 'Ines Carvalho', quantity: 3 });
  const partly = await sell(foyer, event, { name: 'Maximiliane Oberhuber', quantity: 1 });
  await refundOrder(ctx, partly, { amountMinor: 500, reason: 'Came late', key: 'looked-at-partly' });
  const holder = (
    await acceptTransfer(
      ctx,
      await offer(foyer, paid, { number: 2, email: 'cleo@foyer.example' }).then(({ scope }) => scope),
      { name: 'Cleo Marsh' },
    )
  ).address;
  const { path: offerPath } = await offer(foyer, paid, { number: 3, email: 'bo@foyer.example' });
  const base = `/manage/${organizer}/events`;
  return {
    organizer,
    manage: `${base}/${event.slug}`,
    event: event.slug,
    details: address(details),
    pay: address(pay),
    paid: address(paid),
    code: paid.code,
    partly: address(partly),
    offer: offerPath,
    holder: new URL(holder, foyer.url).pathname,
    ...(await makeEnds(foyer, organizer, base)),
  };
}

async function setUp(foyer: RunningFoyer, event: EventScope): Promise<void> {
  const ctx = foyer.ctx();
  await createTicketType(ctx, event, {
    ...BLANK_TICKET,
    name: 'Workshop seat',
    kind: 'paid',
    priceMinor: 4500,
    quantity: 40,
  });
  await addTaxRate(ctx, event, { name: 'VAT', percent: 2300, standard: true, types: [] });
  await addFee(ctx, event, { name: 'Paper and ink', percent: 0, fixed: 250, per: 'ticket', tax: 1 });
  await addDiscount(ctx, event, {
    code: 'LANTERN',
    discount: { kind: 'percent', percentBp: 2000 },
  });
  for (const values of [
    {
      label: 'What do you eat',
      kind: 'choice' as const,
      choices: ['Everything', 'No meat', 'Something else'],
      required: true,
    },
    { label: 'What then', condition: { question: 1, value: 'Something else' } },
    { label: 'Proof of study', kind: 'file' as const, help: 'A card or a letter' },
    { label: 'Where did you hear of it', askedPer: 'order' as const },
  ])
    await createQuestion(ctx, event, { ...BLANK_QUESTION, ...values });
  await updateTerms(ctx, event, { text: '## Foyer rules\n\n- Wash your hands before you touch paper\n- Be kind' });
  const methods = BLANK_SETTINGS.methods.map((method) => ({ ...method, enabled: true, untilDays: null }));
  await updatePaymentSettings(ctx, event, {
    ...BLANK_SETTINGS,
    accountHolder: 'Inkworks Cooperative',
    iban: 'DE89370400440532013000',
    methods,
  });
}

let asked = 0;
/** Without a name it is an order of somebody who has not said yet who it is for. */
async function order(
  { ctx: open }: RunningFoyer,
  event: EventScope,
  { name, quantity }: { name: string; quantity: number },
): Promise<OrderScope> {
  const ctx = open();
  asked += 1;
  const [answer] = await reserveTickets(ctx, event.eventId, [
    { idempotencyKey: `looked-at-sale-${asked}`, lines: [{ ticketType: 1, quantity }], unlocked: [], locale: 'en' },
  ]);
  const scope = await authoriseOrderIn(ctx, event, answer?.outcome === 'reserved' ? answer.order.code : '', 'buyer');
  const answers = [
    { question: 1, seat: 1, value: 'Something else' },
    { question: 2, seat: 1, value: 'Rice and beans' },
    { question: 4, seat: 0, value: 'A poster by the quay' },
  ];
  if (name)
    await completeOrder(ctx, scope, { name, email: 'guest@foyer.example', locale: 'en', names: [name] }, (ctx) =>
      answerQuestions(ctx, scope, answers),
    );
  return scope;
}

/** Ordered, placed, and paid in full. */
async function sell(
  foyer: RunningFoyer,
  event: EventScope,
  seats: { name: string; quantity: number },
): Promise<OrderScope> {
  const ctx = foyer.ctx();
  const scope = await order(foyer, event, seats);
  await acceptTerms(ctx, scope, String((await findTermsDue(ctx, scope))?.version));
  await startPayment(ctx, scope, { method: 'bank-transfer' });
  const { totalMinor } = await ctx.db
    .selectFrom('orders')
    .select('totalMinor')
    .where('id', '=', scope.orderId)
    .executeTakeFirstOrThrow();
  await markPaid(ctx, scope, {
    amountMinor: totalMinor,
    method: 'bank-transfer',
    paidAt: ctx.now,
    note: '',
    key: `looked-at-${scope.code}`,
  });
  return scope;
}

/** Offers a ticket; gives the offer, and the address in the mail to whom it is made. */
async function offer(
  { ctx: open }: RunningFoyer,
  scope: OrderScope,
  { number, email }: { number: number; email: string },
): Promise<{ scope: Awaited<ReturnType<typeof authoriseTransfer>>; path: string }> {
  const ctx = open();
  await offerTransfer(ctx, scope, { number, email });
  const { textBody } = await ctx.db
    .selectFrom('mails')
    .select('textBody')
    .where('recipient', '=', email)
    .where('kind', '=', 'ticket-offered')
    .executeTakeFirstOrThrow();
  const [path = '', token = ''] = /\/tickets\/transfers\/([\w-]+)/.exec(textBody) ?? [];
  return { scope: await authoriseTransfer(ctx, { token, visitor: () => '192.0.2.1' }), path };
}

/** Two events that are off: of one the orders stand still, of the other all were cancelled. */
async function makeEnds(
  foyer: RunningFoyer,
  organizer: string,
  base: string,
): Promise<{ off: string; ending: string }> {
  const ctx = foyer.ctx();
  const [off, ending] = await Promise.all(
    ['Bookbinding Evening', 'Paper Marbling'].map(async (name) => {
      const event = await makeEvent(ctx, await authoriseOrganizer(ctx, organizer, 'see'), { name });
      await setUp(foyer, event);
      for (const buyer of ['Ines Carvalho', 'Tomasz Wren']) await sell(foyer, event, { name: buyer, quantity: 2 });
      await cancelEvent(ctx, event, { note: 'The press is broken.' });
      return event;
    }),
  );
  await cancelAllOrders(ctx, ending as EventScope, { refund: true, reason: 'The press is broken' });
  return { off: `${base}/${off?.slug}`, ending: `${base}/${ending?.slug}` };
}
