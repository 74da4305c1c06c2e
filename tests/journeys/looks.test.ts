/**
 * How every page looks: at two widths, light and dark, with scripts and without. SCREENSHOTS=docs takes those of the
 * documentation, another word keeps all in a folder. LOOKS=all looks at everything, as continuous integration does.
 * Otherwise each page is looked at with scripts: all of axe where it is narrow and light, contrast where it is wide and
 * dark. LOOKS=pseudo, with FOYER_PSEUDO_LANGUAGES=1, asks instead whether texts that are two fifths longer, from left
 * to right and from right to left, still fit; with a folder in SCREENSHOTS it keeps the mirrored pages, to look at.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { BrowserContext, Page, Route } from 'playwright-core';
import { cancelEvent } from '#features/events/server/cancel-event.ts';
import { createSeries } from '#features/events/server/create-series.ts';
import { deleteEvent } from '#features/events/server/delete-event.ts';
import { authoriseEvent, type EventScope } from '#features/events/server/policy.ts';
import { publishEvent } from '#features/events/server/publish-event.ts';
import { inviteMember } from '#features/organizers/server/invite-member.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import { renderLetter } from '#features/mail/server/render-letter.ts';
import { startEvent } from '#features/events/server/start-event.ts';
import { createMessage } from '#features/messages/server/create-message.ts';
import { cancelOrder } from '#features/orders/server/after-sale/cancel-order.ts';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import { authoriseOrderIn, type OrderScope } from '#features/orders/server/policy.ts';
import { reserveTickets } from '#features/orders/server/holding/reserve-tickets.ts';
import { signOrder } from '#features/orders/server/sign-order.ts';
import { storeAccount } from '#features/stripe/server/store-account.ts';
import { createQuota } from '#features/tickets/server/create-quota.ts';
import { BLANK_SETTINGS } from '#features/payments/payment.ts';
import { importStatement } from '#features/payments/server/import-statement.ts';
import { markPaid } from '#features/payments/server/mark-paid.ts';
import { refundOrder } from '#features/payments/server/refund-order.ts';
import { startPayment } from '#features/payments/server/start-payment.ts';
import { updatePaymentSettings } from '#features/payments/server/update-payment-settings.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { joinWaitingList } from '#features/waiting/server/join-waiting-list.ts';
import { updateWaitingList } from '#features/waiting/server/update-waiting-list.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { createOrganizer } from '#features/organizers/server/create-organizer.ts';
import { PSEUDO_LOCALES } from '#platform/i18n/pseudo.ts';
import { LOCALES } from '#platform/i18n/translate.ts';
import { transact } from '#platform/transact.ts';
import {
  axeFindings,
  type JourneyPage,
  layoutShift,
  longTextFaults,
  openBrowser,
  overflowOf,
} from '#testing/browser.ts';
import { makeEvent, makeUser } from '#testing/builders.ts';
import { startMailServer } from '#testing/mail-server.ts';
import { runFoyer } from '#testing/running-foyer.ts';
import { DOCUMENTED, type Documented, storeDocumented, openFor } from './documented.ts';
import { makeCardsForLooks } from './cards-for-looks.ts';
import { makeSaleForLooks } from './sale-for-looks.ts';
import { storeText } from '#platform/i18n/stored-text.ts';

const WIDTHS = [360, 1280];
const SCHEMES = ['light', 'dark'] as const;
const LARGEST_SHIFT = 0.1;
const CHECKS_ALL = process.env.LOOKS === 'all';
const IN_PSEUDO = process.env.LOOKS === 'pseudo';
/** What pictures are taken in: with LOOKS=pseudo, the pseudo-language from right to left. */
const LANGUAGE = IN_PSEUDO ? (PSEUDO_LOCALES.at(-1) ?? 'en-GB') : 'en-GB';
/** A reader whose clock is not the event's, so that pages say more to them. */
const FAR_AWAY = 'Asia/Tbilisi';

const { SCREENSHOTS } = process.env;
/** Pictures for the documentation are of an installation in which all goes well, and people have ordered. */
const IS_DOCUMENTED = SCREENSHOTS === 'docs';

type Look = {
  name: string;
  path: string;
  signedIn?: boolean;
  locale?: string;
  status?: number;
  /** What the browser may say of it: our own instruments are scripts, which a sandboxed frame blocks. */
  allow?: RegExp;
  /** It loads itself again every ten seconds. */
  reloads?: boolean;
};

/** Nobody answers there: nothing that is looked at asks Stripe. */
const STRIPE = {
  STRIPE_SECRET_KEY: 'sk_test_looks',
  STRIPE_CLIENT_ID: 'ca_looks',
  STRIPE_WEBHOOK_SECRET: 'whsec_looks',
  STRIPE_API_BASE: 'http://127.0.0.1:9',
  STRIPE_CONNECT_BASE: 'http://127.0.0.1:9',
};
const foyer = await runFoyer(IS_DOCUMENTED ? { ...STRIPE, SMTP_URL: (await startMailServer()).url } : STRIPE);
const browser = await openBrowser();
const slug = await foyer.importDemo(undefined, IS_DOCUMENTED);
const { slug: emptyOrganizer } = await createOrganizer(foyer.ctx(), { name: 'Lantern Society' });
const { slug: wizardDraft } = await startEvent(
  foyer.ctx(),
  await authoriseOrganizer(foyer.ctx(), 'demo', 'create-event'),
  {
    name: 'Lantern Walk',
    starts: '2027-03-27T20:00',
    ends: '2027-03-28T02:30',
    timeZone: 'Europe/Berlin',
  },
);
const talk = await addressOf('Captioning a Pub Quiz');
const cancelled = await addressOf('Version Numbers Are Letters to Strangers');
const { off } = await makeLives();
const quota = await foyer.opened.database.db
  .selectFrom('quotas')
  .select('number')
  .where('ownTicketTypeId', 'is', null)
  .executeTakeFirstOrThrow();
const preview = await makePreview();
const running = await copyRun('running', storeText('stored.import.writing', { sessions: 4, speakers: 3 }));
const failed = await copyRun('failed', 'Someone else is importing the same conference. Try again.');
const done = await copyRun('done', '');
const given = {
  queue: 'send_mail',
  payload: JSON.stringify({ mailId: 7 }),
  state: 'dead',
  attempts: 8,
  lastError: 'Error: connect ECONNREFUSED 127.0.0.1:25',
};
if (!IS_DOCUMENTED)
  await foyer.opened.database.db
    .insertInto('jobs')
    .values([given, { ...given, queue: 'make_variants' }])
    .execute();

const keptMail = await postMails();
const { member, invitation } = await makeTeam();
const orders = await makeOrders();
const payments = await makePayments();
const sale = await makeSaleForLooks(foyer);
const cards = await makeCardsForLooks(foyer, sale.organizer);
await connectStripe();

/** An account at Stripe that is not complete; in the documentation it is. */
async function connectStripe(): Promise<void> {
  const ctx = foyer.ctx();
  const { organizerId } = await authoriseOrganizer(ctx, 'demo', 'see');
  const grant = {
    account: 'acct_1LanternSociety',
    accessToken: 'sk_test_x',
    refreshToken: 'rt_x',
    publishableKey: 'pk_test_x',
    live: false,
  };
  const status = {
    name: 'Lantern Society',
    chargesEnabled: IS_DOCUMENTED,
    payoutsEnabled: IS_DOCUMENTED,
    detailsSubmitted: IS_DOCUMENTED,
    due: IS_DOCUMENTED ? [] : ['external_account', 'tos_acceptance.date'],
    inReview: false,
  };
  await transact(ctx, (ctx) => storeAccount(ctx, { organizerId, kind: 'created', grant, status }));
}

/** Mails in some states; gives the number of one that was kept. */
async function postMails(): Promise<number> {
  const { db } = foyer.opened.database;
  const letter = renderLetter({
    subject: 'Ines Carvalho invites you to Lantern Society',
    heading: 'You are invited',
    lead: ['Ines Carvalho asks you to help with Lantern Days.'],
    brand: 'Lantern Society',
    colors: { hue: 200, brandColor: null },
    action: { label: 'See invitation', href: `${foyer.url}/manage` },
    after: ['The link works for 24 hours, once.'],
    reason: 'You get this because somebody entered your address at Foyer.',
  });
  const row = {
    recipient: 'guest@foyer.example',
    subject: letter.subject,
    textBody: letter.text,
    htmlBody: letter.html,
    kind: 'invitation',
    senderName: 'Lantern Society',
  };
  const refused = {
    state: 'failed',
    fault: 'refused',
    attempts: 1,
    triedAt: new Date(),
    lastError: 'All recipients were rejected: 550 5.1.1 <guest@foyer.example>: user unknown',
  };
  const delayed = {
    state: 'delayed',
    fault: 'unreachable',
    attempts: 3,
    triedAt: new Date(),
    lastError: 'connect ECONNREFUSED 192.0.2.1:25',
  };
  const { id: eventId } = await db.selectFrom('events').select('id').where('slug', '=', slug).executeTakeFirstOrThrow();
  if (!IS_DOCUMENTED)
    await db
      .insertInto('mails')
      .values([
        { ...row, ...refused, eventId },
        { ...row, ...delayed },
        { ...row, state: 'sent', sentAt: new Date(), attempts: 1, answer: '250 2.0.0 Ok: queued' },
      ])
      .execute();
  return (
    await db
      .insertInto('mails')
      .values({ ...row, state: 'kept' })
      .returning('id')
      .executeTakeFirstOrThrow()
  ).id;
}

/** A colleague in the demo's team, and another who is asked. */
async function makeTeam(): Promise<{ member: { userId: string }; invitation: string }> {
  const ctx = foyer.ctx();
  const demo = await authoriseOrganizer(ctx, 'demo', 'see');
  const member = await makeUser(ctx, { organizer: demo, role: 'moderator' });
  await ctx.db
    .updateTable('users')
    .set({ name: 'Tomasz Wren', email: 'tomasz@foyer.example' })
    .where('id', '=', member.userId)
    .execute();
  await inviteMember(ctx, demo, {
    email: 'asked@foyer.example',
    role: 'registrar',
    allEvents: true,
    events: [],
    baseUrl: foyer.url,
  });
  const { textBody } = await ctx.db
    .selectFrom('mails')
    .select('textBody')
    .where('recipient', '=', 'asked@foyer.example')
    .executeTakeFirstOrThrow();
  return { member, invitation: new URL(/http\S+/.exec(textBody)?.[0] as string).pathname };
}

/** One order in each state that a free one can be in, of an event with limits; gives their addresses. */
async function makeOrders(): Promise<Record<'event' | 'held' | 'done' | 'off' | 'late' | 'managed' | 'place', string>> {
  const ctx = foyer.ctx();
  const event = await makeEvent(ctx, await authoriseOrganizer(ctx, 'demo', 'see'), { name: 'Soup and Type' });
  for (const values of [
    { name: 'Community', quantity: 12 },
    { name: 'Supporter', kind: 'donation' as const },
    { name: 'Patron', kind: 'paid' as const, priceMinor: 5000 },
  ]) {
    await createTicketType(ctx, event, { ...BLANK_TICKET, kind: 'free', ...values });
  }
  await createQuota(ctx, event, { name: 'Bowls', size: 30, types: [1, 2, 3] });
  const order = async (name: string, complete: boolean): Promise<OrderScope> => {
    const [answer] = await reserveTickets(ctx, event.eventId, [
      { idempotencyKey: `looked-at-${name}`, lines: [{ ticketType: 1, quantity: 2 }], unlocked: [], locale: 'en' },
    ]);
    const scope = await authoriseOrderIn(ctx, event, answer?.outcome === 'reserved' ? answer.order.code : '', 'buyer');
    if (complete)
      await completeOrder(ctx, scope, { name, email: 'guest@foyer.example', locale: 'en', names: ['', 'Tomasz Wren'] });
    return scope;
  };
  const [held, done, off, late] = [
    await order('Held', false),
    await order('Ines Carvalho', true),
    await order('Maximiliane Oberhuber', true),
    await order('Late', false),
  ];
  await cancelOrder(ctx, off);
  await createMessage(ctx, event, {
    audience: { who: 'buyers', types: [1], standing: 'any' },
    words: { en: { subject: 'Bring a spoon', body: 'Dear {name},\n\nbowls are there.' } },
    sendAt: null,
    key: 'looked-at-message',
  });
  await ctx.db
    .updateTable('orders')
    .set({ heldUntil: new Date(ctx.now - 1) })
    .where('id', '=', late.orderId)
    .execute();
  const address = ({ code }: OrderScope): string => `/orders/${code}/${signOrder(foyer.opened.config.secret, code)}`;
  return {
    event: event.slug,
    held: address(held),
    done: address(done),
    off: address(off),
    late: address(late),
    managed: done.code,
    place: await makeLine(event),
  };
}

/** Two who wait for what is sold out; gives the address of the second one's place. */
async function makeLine(event: EventScope): Promise<string> {
  const ctx = foyer.ctx();
  const { number } = await createTicketType(ctx, event, { ...BLANK_TICKET, name: 'Supper', kind: 'free', quantity: 0 });
  await updateWaitingList(ctx, event, { isOpen: true });
  for (const [name, quantity] of [
    ['Ines Carvalho', 4],
    ['Tomasz Wren', 2],
  ] as const)
    await joinWaitingList(ctx, event, {
      ticketType: number,
      quantity,
      name,
      email: `${name.split(' ')[0]?.toLowerCase()}@foyer.example`,
      locale: 'en',
    });
  const { token } = await ctx.db
    .selectFrom('waitingEntries')
    .select('token')
    .where('eventId', '=', event.eventId)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();
  return `/waiting/${token}`;
}

/** An event that takes money: an order that is to be paid, one of which some goes back, and what the bank says came. */
async function makePayments(): Promise<Record<'event' | 'choosing' | 'asking' | 'open' | 'paid', string>> {
  const ctx = foyer.ctx();
  const event = await makeEvent(ctx, await authoriseOrganizer(ctx, 'demo', 'see'), { name: 'Paper and Ink' });
  await createTicketType(ctx, event, { ...BLANK_TICKET, name: 'Adult', kind: 'paid', priceMinor: 1250, quantity: 40 });
  const methods = BLANK_SETTINGS.methods.map((method) => ({ ...method, enabled: true, untilDays: null }));
  await updatePaymentSettings(ctx, event, {
    ...BLANK_SETTINGS,
    accountHolder: 'Lantern Society',
    iban: 'DE89370400440532013000',
    methods,
  });
  const order = async (name: string, place: boolean): Promise<OrderScope> => {
    const [answer] = await reserveTickets(ctx, event.eventId, [
      { idempotencyKey: `paid-by-${name}`, lines: [{ ticketType: 1, quantity: 2 }], unlocked: [], locale: 'en' },
    ]);
    const scope = await authoriseOrderIn(ctx, event, answer?.outcome === 'reserved' ? answer.order.code : '', 'buyer');
    await completeOrder(ctx, scope, { name, email: 'guest@foyer.example', locale: 'en', names: [] });
    if (place) await startPayment(ctx, scope, { method: 'bank-transfer' });
    return scope;
  };
  const [choosing, asking, open, paid] = [
    await order('Choosing', false),
    await order('Asking', false),
    await order('Maximiliane Oberhuber', true),
    await order('Ines Carvalho', true),
  ];
  await markPaid(ctx, paid, {
    amountMinor: 2500,
    method: 'bank-transfer',
    paidAt: ctx.now,
    note: '',
    key: 'looked-at-payment',
  });
  await refundOrder(ctx, paid, { amountMinor: 300, reason: 'Came alone', key: 'looked-at-refund' });
  await importStatement(ctx, event, {
    fileName: 'may.csv',
    text: `date;payer;reference;amount\n02.05.2027;Maximiliane Oberhuber;Order ${open.code};25,00\n03.05.2027;Library;Late fees;7,50\n`,
  });
  const address = ({ code }: OrderScope): string => `/orders/${code}/${signOrder(foyer.opened.config.secret, code)}`;
  // Somebody went to pay, and nobody has heard of it yet.
  await foyer.opened.database.db
    .insertInto('paymentAttempts')
    .values({
      id: randomUUID(),
      orderId: asking.orderId,
      provider: 'stripe',
      account: 'acct_looks',
      amountMinor: 1000,
      currency: 'EUR',
      expiresAt: new Date(Date.now() + 1_800_000),
      createdAt: new Date(),
      lookAgainAt: new Date(Date.now() + 86_400_000),
    })
    .execute();
  return {
    event: event.slug,
    choosing: address(choosing),
    asking: address(asking),
    open: address(open),
    paid: paid.code,
  };
}

async function addressOf(title: string): Promise<string> {
  const { number } = await foyer.opened.database.db
    .selectFrom('sessions')
    .select('number')
    .where('title', '=', title)
    .executeTakeFirstOrThrow();
  return `/e/${slug}/sessions/${number}`;
}

/** Uploads a conference as an organiser would; gives the address of its preview. */
async function makePreview(): Promise<string> {
  const context = await browser.newContext({});
  await foyer.signIn(context);
  const page = await browser.newPage({}, context);
  await page.goto(`${foyer.url}/manage/demo/import`);
  await page.getByLabel('File', { exact: true }).setInputFiles(path.join(import.meta.dirname, 'files/tidewater.xml'));
  await page.getByRole('button', { name: 'Preview import' }).click();
  await page.getByRole('heading', { level: 1, name: 'What will change' }).waitFor();
  const { pathname } = new URL(page.url());
  await context.close();
  return pathname;
}

/** An event that is off, one of a series, and one in the bin. */
async function makeLives(): Promise<{ off: EventScope }> {
  const ctx = foyer.ctx();
  const demo = await authoriseOrganizer(ctx, 'demo', 'see');
  const off = await makeEvent(ctx, demo, { name: 'Harbour Walks', description: 'A walk along the water every month.' });
  await createSeries(ctx, off, demo, { rule: { rhythm: 'monthly', every: 1, count: 4 }, parts: [] });
  const dates = await ctx.db.selectFrom('events').select('slug').where('seriesId', '=', off.eventId).execute();
  for (const { slug: date } of dates) await publishEvent(ctx, await authoriseEvent(ctx, date, 'publish'));
  await cancelEvent(ctx, off, { note: 'The quay is closed after the storm. The next walk takes place as planned.' });
  await deleteEvent(ctx, await makeEvent(ctx, demo, { name: 'Kite Flying for Accountants' }));
  return { off };
}

/** The same import in another state; gives its address. */
async function copyRun(state: 'running' | 'failed' | 'done', words: string): Promise<string> {
  const { db } = foyer.opened.database;
  const event = await db.selectFrom('events').select('id').where('slug', '=', slug).executeTakeFirstOrThrow();
  const { id: _id, ...run } = await db
    .selectFrom('importRuns')
    .selectAll()
    .where('id', '=', preview.split('/').at(-1) as string)
    .executeTakeFirstOrThrow();
  const outcome = state === 'failed' ? { error: words } : { progress: words };
  const copy = {
    ...run,
    ...outcome,
    state,
    report: JSON.stringify(run.report),
    eventId: state === 'done' ? event.id : null,
    createdAt: new Date(run.createdAt),
    updatedAt: new Date(run.updatedAt),
  };
  const { id } = await db.insertInto('importRuns').values(copy).returning('id').executeTakeFirstOrThrow();
  // A run counts as running while its job is to come.
  if (state === 'running')
    await db
      .insertInto('jobs')
      .values({ queue: 'run_import', coalesceKey: id, runAt: new Date(Date.now() + 3_600_000) })
      .execute();
  return preview.replace(/[^/]+$/, id);
}

function pages(): Look[] {
  return [
    { name: 'discover', path: '/' },
    { name: 'event', path: `/e/${slug}` },
    { name: 'event-ar', path: `/e/${slug}`, locale: 'ar' },
    { name: 'schedule', path: `/e/${slug}/schedule` },
    { name: 'schedule-ar', path: `/e/${slug}/schedule`, locale: 'ar' },
    { name: 'schedule-list', path: `/e/${slug}/schedule?view=list` },
    { name: 'schedule-nothing', path: `/e/${slug}/schedule?q=zzzz` },
    { name: 'session', path: talk },
    { name: 'session-cancelled', path: cancelled },
    { name: 'speakers', path: `/e/${slug}/speakers` },
    { name: 'speaker', path: `/e/${slug}/speakers/1` },
    { name: 'organizer', path: '/o/demo' },
    { name: 'api', path: '/api/docs' },
    { name: 'api-search-ar', path: '/api/docs?q=seats', locale: 'ar' },
    { name: 'api-nothing', path: '/api/docs?q=zzzz' },
    { name: 'missing', path: '/e/nothing-of-that-name', status: 404 },
    { name: 'sign-in', path: '/sign-in' },
    { name: 'sign-in-ar', path: '/sign-in', locale: 'ar' },
    { name: 'sign-in-link', path: '/sign-in/link?token=x' },
    { name: 'sign-up', path: '/sign-up' },
    { name: 'sign-up-sent', path: '/sign-up/sent?email=ada@example.org' },
    { name: 'link-used', path: '/reset-password?token=x' },
    { name: 'forgot-password', path: '/forgot-password' },
    { name: 'account', path: '/account', signedIn: true },
    { name: 'account-security', path: '/account/security', signedIn: true },
    { name: 'account-picture', path: '/account/picture', signedIn: true },
    { name: 'account-connections', path: '/account/connections', signedIn: true },
    { name: 'account-connections-ar', path: '/account/connections', signedIn: true, locale: 'ar' },
    { name: 'account-devices', path: '/account/sessions', signedIn: true },
    { name: 'account-orders', path: '/account/orders', signedIn: true },
    { name: 'account-keys', path: '/account/keys', signedIn: true },
    { name: 'account-data', path: '/account/data', signedIn: true },
    { name: 'event-on-sale', path: `/e/${orders.event}` },
    { name: 'checkout', path: `/e/${orders.event}/checkout` },
    { name: 'checkout-details', path: `${orders.held}/details` },
    { name: 'checkout-details-ar', path: `${orders.held}/details`, locale: 'ar' },
    { name: 'order', path: orders.done },
    { name: 'order-ar', path: orders.done, locale: 'ar' },
    { name: 'order-names', path: `${orders.done}/attendees` },
    { name: 'order-names-ar', path: `${orders.done}/attendees`, locale: 'ar' },
    { name: 'order-ticket', path: `${orders.done}/tickets/1` },
    { name: 'order-ticket-ar', path: `${orders.done}/tickets/1`, locale: 'ar' },
    { name: 'order-cancelled', path: orders.off },
    { name: 'order-expired', path: orders.late },
    { name: 'waiting-join', path: `/e/${orders.event}/waiting` },
    { name: 'waiting-join-ar', path: `/e/${orders.event}/waiting`, locale: 'ar' },
    { name: 'waiting-place', path: orders.place },
    { name: 'waiting-place-ar', path: orders.place, locale: 'ar' },
    { name: 'waiting-list', path: `/manage/demo/events/${orders.event}/tickets/waiting`, signedIn: true },
    { name: 'order-new', path: `/manage/demo/events/${orders.event}/orders/new`, signedIn: true },
    { name: 'orders', path: `/manage/demo/events/${orders.event}/orders`, signedIn: true },
    { name: 'messages', path: `/manage/demo/events/${orders.event}/messages`, signedIn: true },
    { name: 'messages-new', path: `/manage/demo/events/${orders.event}/messages/new`, signedIn: true },
    { name: 'messages-templates', path: `/manage/demo/events/${orders.event}/messages/templates`, signedIn: true },
    {
      name: 'messages-template',
      path: `/manage/demo/events/${orders.event}/messages/templates/order-placed`,
      signedIn: true,
      allow: /Blocked script execution in 'about:srcdoc'/,
    },
    {
      name: 'messages-template-ar',
      path: `/manage/demo/events/${orders.event}/messages/templates/order-confirmation?language=ar`,
      signedIn: true,
      allow: /Blocked script execution in 'about:srcdoc'/,
    },
    { name: 'message', path: `/manage/demo/events/${orders.event}/messages/1`, signedIn: true },
    { name: 'orders-none', path: `/manage/demo/events/${slug}/orders`, signedIn: true },
    { name: 'managed-order', path: `/manage/demo/events/${orders.event}/orders/${orders.managed}`, signedIn: true },
    { name: 'pay', path: `${payments.choosing}/pay` },
    { name: 'pay-unpaid', path: `${payments.choosing}/pay?unpaid` },
    { name: 'paid-asking', path: `${payments.asking}/paid`, reloads: true },
    { name: 'paid-asking-ar', path: `${payments.asking}/paid`, reloads: true, locale: 'ar' },
    { name: 'pay-ar', path: `${payments.choosing}/pay`, locale: 'ar' },
    { name: 'order-to-pay', path: payments.open },
    { name: 'order-to-pay-ar', path: payments.open, locale: 'ar' },
    {
      name: 'order-money',
      path: `/manage/demo/events/${payments.event}/orders/${payments.paid}/money`,
      signedIn: true,
    },
    { name: 'orders-several', path: `/manage/demo/events/${payments.event}/orders/several?all=on`, signedIn: true },
    { name: 'orders-several-none', path: `/manage/demo/events/${payments.event}/orders/several`, signedIn: true },
    { name: 'orders-several-done', path: `${cards.manage}/orders/several?act=${cards.act}`, signedIn: true },
    { name: 'money-cards', path: `${cards.manage}/orders/money`, signedIn: true },
    { name: 'order-refund-failed', path: `${cards.manage}/orders/${cards.failed}/money`, signedIn: true },
    { name: 'order-refund-withdrawn', path: `${cards.manage}/orders/${cards.withdrawn}/money`, signedIn: true },
    { name: 'money', path: `/manage/demo/events/${payments.event}/orders/money`, signedIn: true },
    { name: 'money-sold', path: `/manage/demo/events/${slug}/orders/money`, signedIn: true },
    { name: 'statements', path: `/manage/demo/events/${payments.event}/orders/statements`, signedIn: true },
    { name: 'payment-settings', path: `/manage/demo/events/${payments.event}/tickets/payment`, signedIn: true },
    { name: 'card-payments', path: '/manage/demo/settings/payments', signedIn: true },
    { name: 'card-payments-none', path: `/manage/${emptyOrganizer}/settings/payments`, signedIn: true },
    { name: 'card-payments-disconnect', path: '/manage/demo/settings/payments/disconnect', signedIn: true },
    { name: 'stripe-failed', path: '/stripe/failed?why=denied', signedIn: true },
    { name: 'cancel-all-orders', path: `/manage/demo/events/${payments.event}/settings/cancel/orders`, signedIn: true },
    { name: 'invoices', path: '/manage/demo/invoices', signedIn: true },
    { name: 'invoice-settings', path: '/manage/demo/invoices/settings', signedIn: true },
    { name: 'shop-with-code', path: `/e/${sale.event}?code=lantern` },
    { name: 'terms', path: `/e/${sale.event}/terms` },
    { name: 'details-asked', path: `${sale.details}/details` },
    { name: 'details-asked-ar', path: `${sale.details}/details`, locale: 'ar' },
    { name: 'pay-less', path: `${sale.pay}/pay` },
    { name: 'discount', path: `${sale.details}/discount` },
    { name: 'discount-used', path: `${sale.pay}/discount` },
    { name: 'order-paid', path: sale.paid },
    { name: 'order-paid-ar', path: sale.paid, locale: 'ar' },
    { name: 'order-partly-refunded', path: sale.partly },
    { name: 'order-names-asked', path: `${sale.paid}/attendees` },
    { name: 'ticket-offered', path: `${sale.paid}/tickets/3` },
    { name: 'ticket-passed-on', path: `${sale.paid}/tickets/2` },
    { name: 'offer', path: sale.offer },
    { name: 'offer-ar', path: sale.offer, locale: 'ar' },
    { name: 'holder', path: sale.holder },
    { name: 'holder-ar', path: sale.holder, locale: 'ar' },
    { name: 'orders-sold', path: `${sale.manage}/orders`, signedIn: true },
    { name: 'order-sold', path: `${sale.manage}/orders/${sale.code}`, signedIn: true },
    { name: 'order-answers', path: `${sale.manage}/orders/${sale.code}/answers`, signedIn: true },
    { name: 'attendees-sold', path: `${sale.manage}/attendees`, signedIn: true },
    { name: 'messages-none', path: `${sale.manage}/messages`, signedIn: true },
    { name: 'invoices-written', path: `/manage/${sale.organizer}/invoices`, signedIn: true },
    { name: 'questions-asked', path: `${sale.manage}/tickets/questions`, signedIn: true },
    { name: 'question', path: `${sale.manage}/tickets/questions/2`, signedIn: true },
    { name: 'terms-written', path: `${sale.manage}/tickets/terms`, signedIn: true },
    { name: 'taxes-some', path: `${sale.manage}/tickets/taxes`, signedIn: true },
    { name: 'tax', path: `${sale.manage}/tickets/taxes/1`, signedIn: true },
    { name: 'fees-some', path: `${sale.manage}/tickets/fees`, signedIn: true },
    { name: 'fee', path: `${sale.manage}/tickets/fees/1`, signedIn: true },
    { name: 'discounts-some', path: `${sale.manage}/tickets/discounts`, signedIn: true },
    { name: 'discount-edit', path: `${sale.manage}/tickets/discounts/1`, signedIn: true },
    { name: 'cancel-orders-off', path: `${sale.off}/settings/cancel/orders`, signedIn: true },
    { name: 'cancel-orders-running', path: `${sale.ending}/settings/cancel/orders`, signedIn: true },
    {
      name: 'managed-buyer',
      path: `/manage/demo/events/${orders.event}/orders/${orders.managed}/buyer`,
      signedIn: true,
    },
    { name: 'attendees', path: `/manage/demo/events/${orders.event}/attendees`, signedIn: true },
    { name: 'attendees-none', path: `/manage/demo/events/${slug}/attendees`, signedIn: true },
    { name: 'attendee', path: `/manage/demo/events/${orders.event}/attendees/${orders.managed}/1`, signedIn: true },
    { name: 'cancellation', path: `/manage/demo/events/${slug}/tickets/cancellation`, signedIn: true },
    { name: 'organizer-new', path: '/manage/new', signedIn: true },
    { name: 'organizers', path: '/manage', signedIn: true },
    { name: 'manage', path: '/manage/demo', signedIn: true },
    { name: 'manage-empty', path: `/manage/${emptyOrganizer}`, signedIn: true },
    { name: 'manage-nothing', path: '/manage/demo?q=zzzz', signedIn: true },
    { name: 'bin', path: '/manage/demo/bin', signedIn: true },
    { name: 'bin-empty', path: `/manage/${emptyOrganizer}/bin`, signedIn: true },
    { name: 'event-look', path: `/manage/demo/events/${slug}/look`, signedIn: true },
    { name: 'event-settings', path: `/manage/demo/events/${slug}/settings`, signedIn: true },
    { name: 'event-copy', path: `/manage/demo/events/${slug}/settings/copy`, signedIn: true },
    {
      name: 'event-series',
      path: `/manage/demo/events/${slug}/settings/series?rhythm=monthly&every=1&count=6`,
      signedIn: true,
    },
    { name: 'event-cancel', path: `/manage/demo/events/${slug}/settings/cancel`, signedIn: true },
    { name: 'event-ticket-codes', path: `/manage/demo/events/${slug}/settings/ticket-codes`, signedIn: true },
    { name: 'event-delete', path: `/manage/demo/events/${slug}/settings/delete`, signedIn: true },
    { name: 'event-cancelled', path: `/e/${off.slug}` },
    { name: 'schedule-cancelled', path: `/e/${off.slug}/schedule` },
    { name: 'event-code', path: `/e/${slug}?code=marginalia-speaker` },
    { name: 'event-code-unknown', path: `/e/${slug}?code=nothing` },
    { name: 'tickets', path: `/manage/demo/events/${slug}/tickets`, signedIn: true },
    { name: 'questions', path: `/manage/demo/events/${slug}/tickets/questions`, signedIn: true },
    { name: 'question-new', path: `/manage/demo/events/${slug}/tickets/questions/new`, signedIn: true },
    { name: 'terms-write', path: `/manage/demo/events/${slug}/tickets/terms`, signedIn: true },
    { name: 'ticket-new', path: `/manage/demo/events/${slug}/tickets/new`, signedIn: true },
    { name: 'ticket', path: `/manage/demo/events/${slug}/tickets/3`, signedIn: true },
    { name: 'ticket-heading-new', path: `/manage/demo/events/${slug}/tickets/headings/new`, signedIn: true },
    { name: 'ticket-heading', path: `/manage/demo/events/${slug}/tickets/headings/1`, signedIn: true },
    { name: 'quota-new', path: `/manage/demo/events/${slug}/tickets/quotas/new`, signedIn: true },
    { name: 'quota', path: `/manage/demo/events/${slug}/tickets/quotas/${quota.number}`, signedIn: true },
    { name: 'capacity', path: `/manage/demo/events/${slug}/tickets/capacity`, signedIn: true },
    { name: 'taxes', path: `/manage/demo/events/${slug}/tickets/taxes`, signedIn: true },
    { name: 'tax-new', path: `/manage/demo/events/${slug}/tickets/taxes/new`, signedIn: true },
    { name: 'fees', path: `/manage/demo/events/${slug}/tickets/fees`, signedIn: true },
    { name: 'fee-new', path: `/manage/demo/events/${slug}/tickets/fees/new`, signedIn: true },
    { name: 'discounts', path: `/manage/demo/events/${slug}/tickets/discounts`, signedIn: true },
    { name: 'discount-new', path: `/manage/demo/events/${slug}/tickets/discounts/new`, signedIn: true },
    { name: 'codes', path: `/manage/demo/events/${slug}/tickets/codes`, signedIn: true },
    { name: 'codes-new', path: `/manage/demo/events/${slug}/tickets/codes/new`, signedIn: true },
    { name: 'code', path: `/manage/demo/events/${slug}/tickets/codes/1`, signedIn: true },
    { name: 'currency', path: `/manage/demo/events/${slug}/tickets/currency`, signedIn: true },
    { name: 'event-new', path: `/manage/${emptyOrganizer}/new`, signedIn: true },
    { name: 'event-basics', path: `/manage/demo/events/${slug}/basics`, signedIn: true },
    { name: 'event-extras', path: `/manage/demo/events/${slug}/extras`, signedIn: true },
    { name: 'event-publish', path: `/manage/demo/events/${slug}/publish`, signedIn: true },
    { name: 'wizard-basics', path: `/manage/demo/events/${wizardDraft}/basics`, signedIn: true },
    { name: 'wizard-extras', path: `/manage/demo/events/${wizardDraft}/extras`, signedIn: true },
    { name: 'wizard-publish', path: `/manage/demo/events/${wizardDraft}/publish`, signedIn: true },
    { name: 'import', path: '/manage/demo/import', signedIn: true },
    { name: 'preview', path: preview, signedIn: true },
    { name: 'running', path: running, signedIn: true },
    { name: 'done', path: done, signedIn: true },
    { name: 'failed', path: failed, signedIn: true },
    { name: 'event-dashboard', path: `/manage/demo/events/${slug}`, signedIn: true },
    { name: 'admin', path: '/admin', signedIn: true },
    { name: 'mails', path: '/admin/mail', signedIn: true },
    { name: 'mails-nothing', path: '/admin/mail?q=zzzz', signedIn: true },
    {
      name: 'mail',
      path: `/admin/mail/${keptMail}`,
      signedIn: true,
      allow: /Blocked script execution in '[^']+\/letter'/,
    },
    { name: 'sessions', path: `/manage/demo/events/${slug}/sessions`, signedIn: true },
    { name: 'sessions-clash', path: `/manage/demo/events/${slug}/sessions?only=clash`, signedIn: true },
    { name: 'session-edit', path: `/manage/demo/events/${slug}/sessions/1`, signedIn: true },
    { name: 'session-new', path: `/manage/demo/events/${slug}/sessions/new`, signedIn: true },
    { name: 'speakers-list', path: `/manage/demo/events/${slug}/speakers`, signedIn: true },
    { name: 'speaker-edit', path: `/manage/demo/events/${slug}/speakers/1`, signedIn: true },
    { name: 'rooms', path: `/manage/demo/events/${slug}/rooms`, signedIn: true },
    { name: 'tracks', path: `/manage/demo/events/${slug}/tracks`, signedIn: true },
    { name: 'types', path: `/manage/demo/events/${slug}/types`, signedIn: true },
    { name: 'sessions-import', path: `/manage/demo/events/${slug}/sessions/import`, signedIn: true },
    { name: 'sponsors', path: `/manage/demo/events/${slug}/sponsors`, signedIn: true },
    { name: 'sponsors-import', path: `/manage/demo/events/${slug}/sponsors/import`, signedIn: true },
    { name: 'team', path: '/manage/demo/team', signedIn: true },
    { name: 'team-member', path: `/manage/demo/team/${member.userId}`, signedIn: true },
    { name: 'invitation', path: invitation },
    { name: 'organizer-settings', path: '/manage/demo/settings', signedIn: true },
    { name: 'history', path: '/manage/demo/history', signedIn: true },
    { name: 'event-team', path: `/manage/demo/events/${slug}/team`, signedIn: true },
    { name: 'event-history', path: `/manage/demo/events/${slug}/history`, signedIn: true },
    { name: 'jobs', path: '/admin/jobs', signedIn: true },
    { name: 'platform-fees', path: '/admin/fees', signedIn: true },
    { name: 'picture-sizes', path: '/admin/pictures', signedIn: true },
    { name: 'jobs-stranger', path: '/admin/jobs', status: 404 },
  ];
}

async function openLook(
  look: Look,
  reader: { javaScript: boolean; silenced?: boolean },
): Promise<{ context: BrowserContext; page: JourneyPage }> {
  const context = await browser.newContext({
    javaScript: reader.javaScript,
    width: 360,
    locale: look.locale ?? 'en-GB',
    timeZone: FAR_AWAY,
  });
  if (look.signedIn) await foyer.signIn(context);
  if (reader.silenced)
    await context.route('**/*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
  if (look.reloads) await context.route(foyer.url + look.path, showOnce);
  const page = await browser.newPage({}, context);
  if (look.allow) page.allow(look.allow);
  if (look.status) page.allow(new RegExp(`status of ${look.status}`));
  const answer = await page.goto(foyer.url + look.path);
  assert.equal(answer?.status(), look.status ?? 200, look.path);
  return { context, page };
}

/** A page that loads itself again after some seconds stays as it is while it is looked at, however long that takes. */
async function showOnce(route: Route): Promise<void> {
  const response = await route.fetch();
  const { refresh, ...headers } = response.headers();
  assert.equal(refresh, '10');
  await route.fulfill({ response, headers });
}

/**
 * Everything that must hold at each width, in each scheme. Contrast is all that a scheme can change of what axe finds.
 */
async function findFaults(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of SCHEMES) {
      const isExtra = (width === 360) === (colorScheme === 'dark');
      if (isExtra && !CHECKS_ALL) continue;
      await page.emulateMedia({ colorScheme });
      const found = await axeFindings(page, colorScheme === 'light' ? [] : ['color-contrast']);
      faults.push(...found.map((finding) => `${width} ${colorScheme}: ${finding}`));
    }
    const overflow = await overflowOf(page);
    if (overflow > 0) faults.push(`${width}: ${overflow} px wider than the window`);
  }
  return faults;
}

async function checkLook(look: Look): Promise<number> {
  const { context, page } = await openLook(look, { javaScript: true });
  let shift = await layoutShift(page);
  if (CHECKS_ALL) {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.reload();
    shift = Math.max(shift, await layoutShift(page));
  }
  page.expectQuiet();
  assert.deepEqual(await findFaults(page), [], `${look.name}, with scripts`);
  const hasScripts = await page.evaluate(() => document.querySelector('script[src]') !== null);
  await context.close();
  if (CHECKS_ALL) await checkWithoutScripts(look, hasScripts);
  assert.ok(shift < LARGEST_SHIFT, `${look.name}: layout shifts by ${shift}`);
  return shift;
}

async function checkWithoutScripts(look: Look, hasScripts: boolean): Promise<void> {
  if (hasScripts) await checkSilenced(look);
  const plain = await openLook(look, { javaScript: false });
  for (const width of WIDTHS) {
    await plain.page.setViewportSize({ width, height: 900 });
    assert.equal(await overflowOf(plain.page), 0, `${look.name} at ${width} without scripts`);
  }
  plain.page.expectQuiet();
  await plain.context.close();
}

/** What scripts would have added is missing, but they run, since axe is one. */
async function checkSilenced(look: Look): Promise<void> {
  const { context, page } = await openLook(look, { javaScript: true, silenced: true });
  assert.deepEqual(await axeFindings(page), [], `${look.name}, without scripts`);
  await context.close();
}

test('the instruments notice what is planted', async () => {
  const page = await browser.newPage();
  await page.goto(foyer.url);
  assert.equal(await layoutShift(page), 0);
  await page.evaluate(async () => {
    document.body.insertAdjacentHTML('afterbegin', '<div></div><img src="/favicon.svg"><div>wide</div>');
    // The policy lets scripts place elements, and no attribute.
    const [tall, wide] = document.querySelectorAll<HTMLElement>('body > div');
    if (tall) tall.style.blockSize = '300px';
    if (wide) wide.style.inlineSize = '2000px';
    console.error('planted');
    await new Promise((resolve) => setTimeout(() => requestAnimationFrame(resolve), 50));
  });
  assert.ok((await layoutShift(page)) > LARGEST_SHIFT);
  assert.ok((await overflowOf(page)) > 0);
  assert.ok((await axeFindings(page)).some((finding) => finding.startsWith('image-alt')));
  assert.throws(() => page.expectQuiet(), /planted/);
});

test('the operator reads what background work does, not only what it is called', async () => {
  const context = await browser.newContext({});
  await foyer.signIn(context);
  const page = await browser.newPage({}, context);
  await page.goto(`${foyer.url}/admin/jobs`);
  const rows = await page.locator('tbody th').allInnerTexts();
  assert.equal(rows.length > 3, true);
  assert.deepEqual(
    rows.filter((row) => !/^[A-Z][A-Za-z -]+\n[a-z_]+$/.test(row)),
    [],
  );
  await context.close();
});

/** Where a page belongs, from its address: pages of one area are looked at two at a time. */
function areaOf({ path: address }: Look): string {
  const [, root = '', , inside, , list] = address.split(/[/?]/);
  if (!['manage', 'account', 'admin'].includes(root)) return 'the public and for signing in';
  if (root !== 'manage') return `/${root}`;
  if (inside !== 'events') return '/manage';
  if (list === 'tickets') return '/manage, tickets';
  return ['sessions', 'speakers', 'rooms', 'tracks', 'types', 'sponsors'].includes(list ?? '')
    ? '/manage, programme'
    : '/manage, one event';
}

/** In pseudo-languages; pages that show one language whatever the reader's are left out. */
function checkPseudo(looks: Look[]): void {
  test('the pseudo-languages are offered', () =>
    assert.deepEqual(
      PSEUDO_LOCALES.filter((locale) => !LOCALES.includes(locale)),
      [],
      'Set FOYER_PSEUDO_LANGUAGES=1',
    ));
  describe('longer texts fit', { concurrency: 2 }, () => {
    for (const look of looks.filter(({ locale, reloads }) => !locale && !reloads))
      for (const locale of PSEUDO_LOCALES)
        test(`${look.name} in ${locale}`, async () => {
          const { context, page } = await openLook({ ...look, locale }, { javaScript: true });
          assert.deepEqual(await longTextFaults(page, WIDTHS), []);
          await context.close();
        });
  });
}

function checkLooks(looks: Look[]): void {
  for (const [area, some] of Map.groupBy(looks, areaOf)) {
    describe(`pages of ${area} are accessible, as wide as their window, calm and silent`, { concurrency: 2 }, () => {
      for (const look of some) {
        test(look.name, async (t) => {
          t.diagnostic(`cumulative layout shift ${(await checkLook(look)).toFixed(4)}`);
        });
      }
    });
  }
}

if (IS_DOCUMENTED) {
  for (const [name, picture] of Object.entries(DOCUMENTED))
    test(`the picture ${name} is taken`, () => storeForDocuments(name, picture));
} else if (SCREENSHOTS) {
  test('pictures of the pages are kept', () => storePictures(SCREENSHOTS));
} else if (IN_PSEUDO) {
  checkPseudo(pages());
} else {
  checkLooks(pages());
}

async function storeForDocuments(name: string, picture: Documented): Promise<void> {
  const look = pages().find((one) => one.name === picture.look);
  assert.ok(look, `no page is called ${picture.look}`);
  const context = await openFor(picture, browser.newContext);
  if (look.signedIn) await foyer.signIn(context);
  const page = await context.newPage();
  assert.equal((await page.goto(foyer.url + look.path))?.status(), 200, look.path);
  await storeDocumented(page, name, picture);
  await context.close();
}

async function storePictures(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const look of pages()) {
    for (const width of WIDTHS) {
      for (const dark of IN_PSEUDO ? [false] : [false, true])
        await storePicture(
          look,
          { width, dark },
          path.join(folder, `${look.name}-${width}-${dark ? 'dark' : 'light'}.png`),
        );
    }
  }
}

async function storePicture(
  look: Look,
  { width, dark }: { width: number; dark: boolean },
  file: string,
): Promise<void> {
  const context = await browser.newContext({ width, dark, locale: look.locale ?? LANGUAGE, timeZone: FAR_AWAY });
  if (look.signedIn) await foyer.signIn(context);
  const page = await context.newPage();
  const answer = await page.goto(foyer.url + look.path);
  assert.equal(answer?.status(), look.status ?? 200, look.path);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  // The API’s description is very long.
  await page.screenshot({ fullPage: true, path: file, timeout: 60_000 });
  await context.close();
}
