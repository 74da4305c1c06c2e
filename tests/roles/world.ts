/**
 * An organizer for each walker: an organizer with an event, and everything that addresses name; so that what one may do
 * does not spoil it for the next.
 */
import { randomBytes } from 'node:crypto';
import { createApiKey } from '#features/api-keys/server/create-api-key.ts';
import { createWebhook } from '#features/webhooks/server/create-webhook.ts';
import { sendTest } from '#features/webhooks/server/send-again.ts';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { deleteEvent } from '#features/events/server/delete-event.ts';
import { uploadImport } from '#features/exchange/server/start-import.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { BLANK_INVOICE_SETTINGS } from '#features/invoices/invoice.ts';
import { updateInvoiceSettings } from '#features/invoices/server/update-invoice-settings.ts';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import { enterDetails } from '#features/orders/server/paying/enter-details.ts';
import { placeOrder } from '#features/orders/server/paying/place-order.ts';
import { authoriseOrderIn } from '#features/orders/server/policy.ts';
import { reserveTickets } from '#features/orders/server/holding/reserve-tickets.ts';
import { signOrder } from '#features/orders/server/sign-order.ts';
import { hashToken } from '#features/organizers/server/invite-member.ts';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { acceptTransfer } from '#features/transfers/server/accept-transfer.ts';
import { offerTransfer } from '#features/transfers/server/offer-transfer.ts';
import { authoriseTransfer } from '#features/transfers/server/policy.ts';
import type { Actor, Ctx } from '#platform/ctx.ts';
import {
  addPrices,
  addProgramme,
  addQuestions,
  addTickets,
  makeEvent,
  makeOrganizer,
  makeUser,
  type UserActor,
} from '#testing/builders.ts';
import type { RunningFoyer } from '#testing/running-foyer.ts';
import { ROLES, type Who } from './table.ts';

export type World = {
  /** Slugs of the organizer and the event that are walked. */
  organizer: string;
  event: string;
  /** Slug of an event in the bin. */
  binned: string;
  /** Others in the team. */
  member: UserActor;
  second: UserActor;
  /** The walker; undefined for nobody. */
  walker: UserActor | undefined;
  /** The import that waits as a preview. */
  run: string;
  /** The numbers of jobs that were given up. */
  deadJobs: [string, string];
  /** The number of a mail that was kept. */
  mail: string;
  /** The number of a mail of the event, which also has a message to many, numbered 1. */
  eventMail: string;
  /** Three orders that hold seats, and one that is complete: what their addresses name. */
  orders: { code: string; secret: string }[];
  /** Links of two tickets that are offered, and what the address of one names that was taken over. */
  offers: [string, string];
  held: { ticket: string; secret: string };
  /** The numbers of two open invitations, and the token of a third. */
  invitations: [string, string];
  token: string;
  /** An invoice of the walked event, and words of it that stand nowhere else. */
  invoice: { id: string; order: string; secret: string; words: string[] };
  /** The name of the walked event. */
  eventName: string;
  /** Two who wait: the one is offered seats, the other taken off the list. */
  waiting: [string, string];
  /** An endpoint of the organizer, and something that is sent to it. */
  webhook: string;
  delivery: string;
  /** How the walker is known to pages and to the API. */
  cookie: string;
  apiKey: string;
};

const SCHEDULE = `<?xml version="1.0"?><schedule><version>1</version><conference><acronym>walked</acronym><title>Walked</title><start>2027-05-08</start><end>2027-05-08</end></conference><day index="1" date="2027-05-08" start="2027-05-08T08:00:00+00:00" end="2027-05-08T20:00:00+00:00"><room name="Hall"><event guid="0b6c7d3e-0000-4000-8000-000000000001" id="1"><date>2027-05-08T09:00:00+00:00</date><start>09:00</start><duration>01:00</duration><title>Walking</title></event></room></day></schedule>`;

/** Builds the organizer that `who` walks through. */
export async function buildWorld(foyer: RunningFoyer, who: Who): Promise<World> {
  const ctx = foyer.ctx();
  const organizer = await makeOrganizer(ctx);
  const event = await makeEvent(ctx, organizer);
  await addProgramme(ctx, event, 2);
  await addTickets(ctx, event, 3);
  await addPrices(ctx, event, 3);
  await addQuestions(ctx, event, 3);
  const orders = await makeOrders(foyer, event);
  const invoice = await makeInvoice(foyer, organizer, event);
  const transfers = await makeTransfers(ctx, event);
  const waiting: World['waiting'] = [await makeWaiting(ctx, event), await makeWaiting(ctx, event)];
  const binned = await makeEvent(ctx, organizer);
  await deleteEvent(ctx, binned);
  const owner = await makeUser(ctx, { organizer, role: 'owner' });
  const member = await makeUser(ctx, { organizer, role: 'moderator' });
  const second = await makeUser(ctx, { organizer, role: 'moderator' });
  const walker = await makeWalker(ctx, who, organizer, event.eventId);
  const asOwner = { ...ctx, actor: owner } as Ctx;
  const { id: run } = await uploadImport(asOwner, organizer, {
    file: new Blob([SCHEDULE]),
    fileName: `walked-${randomBytes(3).toString('hex')}.xml`,
    storage: foyer.opened.storage,
  });
  const token = randomBytes(32).toString('base64url');
  await makeInvitation(ctx, organizer, token);
  const cookie = walker ? await foyer.cookieOf(walker.email) : '';
  const apiKey = walker
    ? (
        await createApiKey(
          { ...ctx, actor: { ...(walker as Extract<Actor, { kind: 'user' }>), provenAt: Date.now() } },
          { name: 'walk' },
        )
      ).key
    : '';
  const invitations: [string, string] = [await makeInvitation(ctx, organizer), await makeInvitation(ctx, organizer)];
  const deadJobs: [string, string] = [await makeDeadJob(ctx), await makeDeadJob(ctx)];
  return {
    organizer: organizer.slug,
    event: event.slug,
    binned: binned.slug,
    member,
    second,
    walker,
    run,
    orders,
    invoice,
    eventName: await nameOf(ctx, event),
    waiting,
    ...transfers,
    invitations,
    token,
    deadJobs,
    ...(await makeWebhook(ctx, organizer)),
    mail: await makeKeptMail(ctx),
    eventMail: await makeEventMail(ctx, event),
    cookie,
    apiKey,
  };
}

/** What is ordered is a ticket type of its own: others are taken away in the walk. */
async function makeOrders(foyer: RunningFoyer, event: EventScope): Promise<World['orders']> {
  const ctx = foyer.ctx();
  const { number } = await createTicketType(ctx, event, { ...BLANK_TICKET, name: 'Ordered', kind: 'free' });
  const requests = [1, 2, 3, 4].map((n) => ({
    idempotencyKey: `walked-order-${n}`,
    lines: [{ ticketType: number, quantity: 1 }],
    unlocked: [],
    locale: 'en',
  }));
  const answers = await reserveTickets(ctx, event.eventId, requests);
  const last = answers[3]?.outcome === 'reserved' ? answers[3].order.code : '';
  await completeOrder(ctx, await authoriseOrderIn(ctx, event, last, 'buyer'), {
    name: 'Walked Buyer',
    email: 'buyer@example.org',
    locale: 'en',
    names: [],
  });
  return answers.flatMap((answer) =>
    answer.outcome === 'reserved'
      ? [{ code: answer.order.code, secret: signOrder(foyer.opened.config.secret, answer.order.code) }]
      : [],
  );
}

/** An order of three whose buyer offers all of them: one is taken over. */
async function makeTransfers(ctx: Ctx, event: EventScope): Promise<Pick<World, 'offers' | 'held'>> {
  const { number } = await createTicketType(ctx, event, { ...BLANK_TICKET, name: 'Passed on', kind: 'free' });
  const [answer] = await reserveTickets(ctx, event.eventId, [
    { idempotencyKey: 'walked-offers', lines: [{ ticketType: number, quantity: 3 }], unlocked: [], locale: 'en' },
  ]);
  const order = await authoriseOrderIn(ctx, event, answer?.outcome === 'reserved' ? answer.order.code : '', 'buyer');
  await completeOrder(ctx, order, { name: 'Offering Buyer', email: 'offers@example.org', locale: 'en', names: [] });
  const offer = async (ticket: number): Promise<string> => {
    const email = `${order.code.toLowerCase()}-${ticket}@example.org`;
    await offerTransfer(ctx, order, { number: ticket, email });
    const { textBody } = await ctx.db
      .selectFrom('mails')
      .select('textBody')
      .where('recipient', '=', email)
      .executeTakeFirstOrThrow();
    return /\/tickets\/transfers\/([\w-]+)/.exec(textBody)?.[1] ?? '';
  };
  const [first, second, third] = [await offer(1), await offer(2), await offer(3)];
  const { address } = await acceptTransfer(
    ctx,
    await authoriseTransfer(ctx, { token: third, visitor: () => '192.0.2.1' }),
    { name: 'Walked Holder' },
  );
  const [ticket = '', secret = ''] = address.split('/').slice(-2);
  return { offers: [first, second], held: { ticket, secret } };
}

/** Somebody's order on account, and with it an invoice. */
async function makeInvoice(
  foyer: RunningFoyer,
  organizer: OrganizerScope,
  event: EventScope,
): Promise<World['invoice']> {
  const ctx = foyer.ctx();
  const invoicePrefix = `W${randomBytes(3).toString('hex')}-`;
  await updateInvoiceSettings(ctx, organizer, { ...BLANK_INVOICE_SETTINGS, ...SELLER, invoicePrefix });
  const { number } = await createTicketType(ctx, event, { ...BLANK_TICKET, name: 'Billed', priceMinor: 5000 });
  const idempotencyKey = `walked-invoice-${invoicePrefix}`;
  const request = { idempotencyKey, lines: [{ ticketType: number, quantity: 1 }], unlocked: [], locale: 'en' };
  const [answer] = await reserveTickets(ctx, event.eventId, [request]);
  const code = answer?.outcome === 'reserved' ? answer.order.code : '';
  const order = await authoriseOrderIn(ctx, event, code, 'buyer');
  await enterDetails(ctx, order, { name: 'Walked Payer', email: 'payer@example.org', locale: 'en', names: [] });
  const billing = { company: 'Walked & Daughters', address: 'Quay 8', country: 'PT', vatId: '' };
  await placeOrder(ctx, order, { method: 'invoice', dueAt: ctx.now + 86_400_000, billing });
  const { id, code: said } = await ctx.db
    .selectFrom('invoices')
    .select(['id', 'code'])
    .where('orderId', '=', order.orderId)
    .executeTakeFirstOrThrow();
  const secret = signOrder(foyer.opened.config.secret, code);
  return { id: String(id), order: code, secret, words: [said, code, 'Walked Payer', 'Walked &amp; Daughters'] };
}

async function makeWebhook(ctx: Ctx, organizer: OrganizerScope): Promise<Pick<World, 'webhook' | 'delivery'>> {
  const hook = { url: 'https://programs.example/foyer', types: null, event: null };
  const { id: webhook } = await createWebhook(ctx, organizer, hook);
  return { webhook, delivery: `chg_${await sendTest(ctx, organizer, webhook)}` };
}

const SELLER = { legalName: 'Walked Foyer', address: 'Quay 7', country: 'PT', creditPrefix: 'WC-' };

async function nameOf(ctx: Ctx, { eventId }: { eventId: number }): Promise<string> {
  const { name } = await ctx.db.selectFrom('events').select('name').where('id', '=', eventId).executeTakeFirstOrThrow();
  return name;
}

async function makeWaiting(ctx: Ctx, { eventId }: EventScope): Promise<string> {
  const { id: ticketTypeId } = await ctx.db
    .selectFrom('ticketTypes')
    .select('id')
    .where('eventId', '=', eventId)
    .where('name', '=', 'Ordered')
    .executeTakeFirstOrThrow();
  const token = randomBytes(16).toString('base64url');
  const at = new Date(ctx.now);
  const entry = {
    eventId,
    ticketTypeId,
    quantity: 1,
    name: 'Waiting',
    email: `${token}@example.org`,
    locale: 'en',
    token,
    state: 'waiting',
    told: 'waiting',
    joinedAt: at,
    changedAt: at,
  };
  return String((await ctx.db.insertInto('waitingEntries').values(entry).returning('id').executeTakeFirstOrThrow()).id);
}

/** An open invitation of somebody unknown, with a link that is known here. */
async function makeInvitation(
  ctx: Ctx,
  { organizerId }: OrganizerScope,
  token = randomBytes(32).toString('base64url'),
): Promise<string> {
  const email = `${randomBytes(6).toString('hex')}@example.net`;
  const values = {
    organizerId,
    email,
    role: 'moderator',
    tokenHash: hashToken(token),
    expiresAt: new Date(ctx.now + 3_600_000),
  };
  const { id } = await ctx.db.insertInto('invitations').values(values).returning('id').executeTakeFirstOrThrow();
  return String(id);
}

async function makeDeadJob(ctx: Ctx): Promise<string> {
  const job = { queue: 'walked', payload: '{}', state: 'dead', attempts: 8, lastError: 'walked' };
  const { id } = await ctx.db.insertInto('jobs').values(job).returning('id').executeTakeFirstOrThrow();
  return String(id);
}

async function makeKeptMail(ctx: Ctx): Promise<string> {
  const mail = {
    recipient: 'walked@example.org',
    subject: 'Walked',
    textBody: 'Walked',
    htmlBody: '<html><head></head><body>Walked</body></html>',
    kind: 'walked',
    state: 'kept',
  };
  const { id } = await ctx.db.insertInto('mails').values(mail).returning('id').executeTakeFirstOrThrow();
  return String(id);
}

async function makeEventMail(ctx: Ctx, { eventId }: EventScope): Promise<string> {
  const message = {
    eventId,
    number: 1,
    kind: 'message',
    state: 'scheduled',
    audience: JSON.stringify({ who: 'attendees', types: [], standing: 'any' }),
    words: JSON.stringify({ en: { subject: 'Walked', body: 'Walked' } }),
    sendAt: new Date(ctx.now + 3_600_000),
    createdBy: 'Walked',
    createdAt: new Date(ctx.now),
  };
  await ctx.db.insertInto('messages').values(message).execute();
  const mail = {
    recipient: 'walked@example.org',
    subject: 'Walked',
    textBody: 'Walked',
    htmlBody: '',
    kind: 'walked',
    state: 'failed',
    eventId,
  };
  const { id } = await ctx.db.insertInto('mails').values(mail).returning('id').executeTakeFirstOrThrow();
  return String(id);
}

async function makeWalker(
  ctx: Ctx,
  who: Who,
  organizer: OrganizerScope,
  eventId: number,
): Promise<UserActor | undefined> {
  if (who === 'nobody') return undefined;
  if (who === 'administrator') return makeUser(ctx, undefined, true);
  if (who === 'stranger') {
    const own = await makeOrganizer(ctx);
    await addProgramme(ctx, await makeEvent(ctx, own), 2);
    return makeUser(ctx, { organizer: own, role: 'owner' });
  }
  if (who === 'narrowed') {
    const other = await makeEvent(ctx, organizer);
    const walker = await makeUser(ctx, { organizer, role: 'organizer' });
    await ctx.db
      .updateTable('organizerMembers')
      .set({ allEvents: false })
      .where('userId', '=', walker.userId)
      .execute();
    await ctx.db
      .insertInto('eventMembers')
      .values({ eventId: other.eventId, userId: walker.userId, role: 'organizer' })
      .execute();
    return walker;
  }
  if (who === 'shut-out' || who === 'lowered') {
    const walker = await makeUser(ctx, { organizer, role: 'organizer' });
    const less = { eventId, userId: walker.userId, role: who === 'lowered' ? 'moderator' : 'none' };
    await ctx.db.insertInto('eventMembers').values(less).execute();
    const { organizerId } = organizer;
    const after = { events: `${await nameOf(ctx, { eventId })}: ${less.role}` };
    await writeAuditEntry(ctx, { organizerId, action: 'member.update', subject: `member ${walker.name}`, after });
    return walker;
  }
  const role = ROLES.find((known) => known === who) as (typeof ROLES)[number];
  const walker = await makeUser(ctx, { organizer, role });
  if (role === 'track-organizer') {
    const { id } = await ctx.db
      .selectFrom('tracks')
      .select('id')
      .where('eventId', '=', eventId)
      .where('number', '=', 1)
      .executeTakeFirstOrThrow();
    await ctx.db.insertInto('trackMembers').values({ trackId: id, userId: walker.userId }).execute();
  }
  return walker;
}
