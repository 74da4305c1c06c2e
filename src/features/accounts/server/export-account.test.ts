import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { type RawBuilder, sql } from 'kysely';
import '#entry/features.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import { writeSpeakers } from '#features/people/server/write-speakers.ts';
import { BLANK_QUESTION } from '#features/questions/question.ts';
import { createQuestion } from '#features/questions/server/create-question.ts';
import { blankSpeaker, makeUser, type UserActor } from '#testing/builders.ts';
import { openFreeSale } from '#testing/free-sale.ts';
import { exportAccount } from './export-account.ts';

const { database, system, organizer, makeSale, order } = await openFreeSale();
const { db } = database;
const now = new Date();

/** What that person gets, as it is read from the file. */
async function exported(who: UserActor): Promise<Record<string, Record<string, unknown>[]>> {
  return JSON.parse(JSON.stringify(await exportAccount(database.ctx(who)))) as Record<
    string,
    Record<string, unknown>[]
  >;
}

const ticket = (
  { orderId }: Pick<OrderScope, 'orderId'>,
  number: number,
  values: { attendeeName?: string | RawBuilder<string>; attendeeEmail?: string; transferredAt?: Date },
) =>
  db
    .updateTable('tickets')
    .set(values)
    .where('orderId', '=', orderId)
    .where('number', '=', number)
    .returning('id')
    .executeTakeFirstOrThrow();

/** Asks something of an order or of a ticket, and has it answered in words and with a file. */
async function answer(
  event: EventScope,
  { orderId }: OrderScope,
  label: string,
  { internal = false, seat = 0 }: { internal?: boolean; seat?: number } = {},
): Promise<void> {
  const ticketId = seat === 0 ? null : (await ticket({ orderId }, seat, { attendeeName: sql`attendee_name` })).id;
  const { number } = await createQuestion(system, event, { ...BLANK_QUESTION, label, internal });
  const { id } = await db
    .selectFrom('questions')
    .select('id')
    .where('eventId', '=', event.eventId)
    .where('number', '=', number)
    .executeTakeFirstOrThrow();
  await db
    .insertInto('answers')
    .values({ questionId: id, orderId, ticketId, label, value: JSON.stringify(`answer to ${label}`), answeredAt: now })
    .execute();
  await db
    .insertInto('answerFiles')
    .values({
      questionId: id,
      orderId,
      seat,
      storageKey: randomUUID(),
      fileName: `${label}.pdf`,
      contentType: 'application/pdf',
      bytes: 1,
      createdAt: now,
    })
    .execute();
}

/**
 * Ada buys three tickets: one is hers, one is for somebody with an address, one was taken over. By Bo's order comes
 * Ada, too.
 */
async function makeHoldings(ada: UserActor, bo: UserActor) {
  const event = await makeSale({}, { name: 'Lantern Days' });
  const own = await order(event, 3, { name: 'Ada', email: ada.email.toUpperCase(), locale: 'en', names: [] });
  const other = await order(event, 2, { name: 'Bo Secret', email: bo.email, locale: 'en', names: [] });
  await ticket(own, 1, { attendeeName: 'Ada Lind' });
  const cys = await ticket(own, 2, { attendeeName: 'Cy Secret', attendeeEmail: 'cy@secret.example' });
  await ticket(own, 3, { attendeeName: 'Dee Secret', attendeeEmail: 'dee@secret.example', transferredAt: now });
  await ticket(other, 1, { attendeeName: 'Ada by Bo', attendeeEmail: ada.email.toUpperCase() });
  return { event, own, other, cys };
}

describe('what a person takes along', () => {
  test('has their orders and the tickets that they hold, also those that somebody else bought, and nothing of other people', async () => {
    const [ada, bo] = [await makeUser(system), await makeUser(system)];
    const { event, own, other } = await makeHoldings(ada, bo);
    for (const [seat, label] of ['of the order', 'of the own ticket', 'secret of Cy', 'secret of Dee'].entries())
      await answer(event, own, label, { seat });
    await answer(event, other, 'of the held ticket', { seat: 1 });
    await answer(event, other, 'secret of the other order');
    await answer(event, own, 'secret of the team', { internal: true });
    await db
      .insertInto('orderNotes')
      .values({ orderId: own.orderId, at: now, by: 'Eve Secret', text: 'a secret note' })
      .execute();
    const got = await exported(ada);
    assert.deepEqual(
      got.orders?.map(({ code, state, event, lines, history }) => ({
        code,
        state,
        event,
        lines,
        acts: (history as { act: string }[]).map(({ act }) => act),
      })),
      [
        {
          code: own.code,
          state: 'free-completed',
          event: 'Lantern Days',
          lines: [
            {
              ticketType: 'Seat',
              quantity: 3,
              cancelled: 0,
              unitMinor: 0,
              discountMinor: 0,
              taxMinor: 0,
              grossMinor: 0,
            },
          ],
          acts: ['reserved → free-completed'],
        },
      ],
    );
    assert.deepEqual(
      got.tickets?.map(({ ticket, event, ticketType, attendeeName }) => [ticket, event, ticketType, attendeeName]),
      [
        [`${own.code}-1`, 'Lantern Days', 'Seat', 'Ada Lind'],
        [`${other.code}-1`, 'Lantern Days', 'Seat', 'Ada by Bo'],
      ],
    );
    assert.deepEqual(
      got.answers?.map(({ order, ticket, question, answer }) => [order, ticket, question, answer]),
      [
        [own.code, null, 'of the order', 'answer to of the order'],
        [own.code, 1, 'of the own ticket', 'answer to of the own ticket'],
        [other.code, 1, 'of the held ticket', 'answer to of the held ticket'],
      ],
    );
    assert.deepEqual(
      got.answerFiles?.map(({ order, ticket, fileName }) => [order, ticket, fileName]),
      [
        [own.code, null, 'of the order.pdf'],
        [own.code, 1, 'of the own ticket.pdf'],
        [other.code, 1, 'of the held ticket.pdf'],
      ],
    );
    const text = JSON.stringify(got);
    assert.deepEqual([/secret/i.exec(text), text.includes(bo.email)], [null, false]);
  });

  test('has what was offered to them, where they wait and where they speak', async () => {
    const [ada, bo] = [await makeUser(system), await makeUser(system)];
    const { event, own, cys } = await makeHoldings(bo, ada);
    const waiting = (who: UserActor) => ({
      eventId: event.eventId,
      ticketTypeId: sql<number>`(select id from ticket_types where event_id = ${event.eventId})`,
      quantity: 2,
      name: who.name,
      email: who.email,
      locale: 'en',
      token: randomBytes(16).toString('base64url'),
      state: 'waiting',
      told: '',
      joinedAt: now,
      changedAt: now,
    });
    const offer = (who: UserActor, state: string) => ({
      ticketId: cys.id,
      email: who.email,
      tokenHash: randomBytes(32).toString('hex'),
      state,
      locale: 'en',
      createdAt: now,
      expiresAt: now,
    });
    await db
      .insertInto('ticketTransfers')
      .values([offer(ada, 'declined'), offer(bo, 'open')])
      .execute();
    await db
      .insertInto('waitingEntries')
      .values([waiting(ada), waiting(bo)])
      .execute();
    await db
      .insertInto('invitations')
      .values({
        organizerId: organizer.organizerId,
        email: ada.email,
        role: 'moderator',
        tokenHash: randomBytes(32).toString('hex'),
        expiresAt: now,
      })
      .execute();
    await writeSpeakers(system, event, {
      create: [
        { ...blankSpeaker(1), email: ada.email, mobile: '+000 1' },
        { ...blankSpeaker(2), mobile: '+000 2' },
      ],
      update: [],
    });
    const got = await exported(ada);
    assert.deepEqual(
      got.transfers?.map(({ ticket, state }) => [ticket, state]),
      [[`${own.code}-2`, 'declined']],
    );
    assert.deepEqual(
      got.waiting?.map(({ email, quantity, state }) => [email, quantity, state]),
      [[ada.email, 2, 'waiting']],
    );
    assert.deepEqual(
      got.invitations?.map(({ organizer: slug, role }) => [slug, role]),
      [[organizer.slug, 'moderator']],
    );
    assert.deepEqual(
      got.speakers?.map(({ event, name, mobile, sessions }) => [event, name, mobile, sessions]),
      [['Lantern Days', 'Speaker 1', '+000 1', []]],
    );
    assert.equal(/token|hash|secret\./i.test(JSON.stringify(got)), false);
  });

  test('has nothing that is found by an address which nobody confirmed', async () => {
    const [ada, bo] = [await makeUser(system), await makeUser(system)];
    await makeHoldings(ada, bo);
    await db.updateTable('users').set({ emailVerified: false }).where('id', '=', ada.userId).execute();
    const { orders, tickets, mails, transfers } = await exported(ada);
    assert.deepEqual([orders, tickets, mails, transfers], [[], [], [], []]);
  });
});

/** Each table that says something of a person, and in which part of the export it is; or why it is in none. */
const KEPT: Record<string, string> = {
  accepted_terms: 'acceptedTerms',
  answer_files: 'answerFiles',
  answers: 'answers',
  api_keys: 'apiKeys',
  audit_entries: 'acts',
  auth_accounts: 'signInServices',
  auth_sessions: 'sessions',
  edits: 'edits',
  event_members: 'roles',
  form_drafts: 'drafts',
  import_runs: 'imports',
  invitations: 'invitations',
  invoices: 'invoices',
  mails: 'mails',
  media: 'pictures',
  message_recipients: 'messages',
  order_changes: 'orders',
  order_edits: 'orders',
  orders: 'orders',
  organizer_members: 'organizers',
  passkeys: 'passkeys',
  sign_ins: 'signIns',
  payment_attempts: 'paymentAttempts',
  payments: 'payments',
  speakers: 'speakers',
  stripe_accounts: 'stripeAccounts',
  ticket_transfers: 'transfers',
  tickets: 'tickets',
  track_members: 'tracks',
  users: 'account',
  waiting_entries: 'waiting',
  events: '(the public address of an event)',
  invoice_settings: '(the address of a seller)',
  organizers: '(the public address of a team)',
  order_act_orders: '(what a team did with many orders at once; the history has what it changed)',
  order_fees: '(sums of an order, which has their total)',
  order_notes: '(what a team notes for itself)',
  pending_identities: '(a sign-in that is not finished)',
  sign_in_attempts: '(a sign-in that is not finished)',
  stripe_attempts: '(a connection that is not finished)',
  two_factors: '(a secret; the account says that there is one)',
};

test('each table that says something of a person is in the export, or there is a reason', async () => {
  const { rows } = await sql<{ name: string }>`
    select conrelid::regclass::text as name from pg_constraint where contype = 'f' and confrelid::regclass::text in ('users', 'orders', 'tickets') and conrelid::regclass::text <> 'users'
    union select table_name from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_schema = 'public' and table_type = 'BASE TABLE' and (column_name ~ 'email|recipient') order by name`.execute(
    db,
  );
  assert.deepEqual(
    rows.map(({ name }) => name),
    Object.keys(KEPT).sort(),
  );
  const parts = Object.keys(await exportAccount(database.ctx(await makeUser(system))));
  assert.deepEqual(
    Object.values(KEPT).filter((part) => !part.startsWith('(') && !parts.includes(part)),
    [],
  );
});
