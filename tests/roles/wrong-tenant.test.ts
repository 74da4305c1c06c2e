/**
 * What one organizer's owner can reach of another's: nothing. First, no right of any kind gives them a scope of the
 * others' organizer. Then, with a scope of their own in hand, they name the others' records to every use case: it
 * refuses, or acts on their own; in the others' organizer not a row changes. A use case that takes a scope and stands
 * in no list here fails.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import sharp from 'sharp';
import { insertApiKey } from '#features/accounts/server/store-api-key.ts';
import { createOrganizerKey } from '#features/api-keys/server/create-api-key.ts';
import { revokeOrganizerKey } from '#features/api-keys/server/revoke-api-key.ts';
import { startAgain } from '#features/dashboard/server/start-again.ts';
import { cancelEvent } from '#features/events/server/cancel-event.ts';
import { copyEvent } from '#features/events/server/copy-event.ts';
import { createSeries } from '#features/events/server/create-series.ts';
import { deleteEvent } from '#features/events/server/delete-event.ts';
import { discardDraft } from '#features/events/server/discard-draft.ts';
import { authoriseEvent, authoriseEventOf, type EventScope } from '#features/events/server/policy.ts';
import { publishEvent, unpublishEvent } from '#features/events/server/publish-event.ts';
import { purgeEvent } from '#features/events/server/purge-event.ts';
import { reinstateEvent } from '#features/events/server/reinstate-event.ts';
import { restoreEvent } from '#features/events/server/restore-event.ts';
import { updatePlanAlt } from '#features/events/server/update-plan-alt.ts';
import { updateBrand } from '#features/events/server/update-brand.ts';
import { createEvent, updateEvent } from '#features/events/server/write-event.ts';
import { discardImport, startImport } from '#features/exchange/server/start-import.ts';
import { discardMedia, discardUnusedMedia } from '#features/media/server/discard-media.ts';
import { updateFocalPoint } from '#features/media/server/update-focal-point.ts';
import { removeEventPicture } from '#features/media/server/upload-event-picture.ts';
import { removeLogo } from '#features/media/server/upload-logo.ts';
import { cancelMessage } from '#features/messages/server/cancel-message.ts';
import { createMessage } from '#features/messages/server/create-message.ts';
import { discardMove } from '#features/messages/server/send-event-notice.ts';
import { sendMailAgain } from '#features/messages/server/send-mail-again.ts';
import { updateReminders } from '#features/messages/server/update-reminders.ts';
import { updateTemplate } from '#features/messages/server/update-template.ts';
import { RIGHTS } from '#features/organizers/organizer.ts';
import { BLANK_INVOICE_SETTINGS } from '#features/invoices/invoice.ts';
import { updateInvoiceSettings } from '#features/invoices/server/update-invoice-settings.ts';
import { inviteMember, resendInvitation } from '#features/organizers/server/invite-member.ts';
import { leaveOrganizer } from '#features/organizers/server/leave-organizer.ts';
import { authoriseOrganizer, type OrganizerScope } from '#features/organizers/server/policy.ts';
import { removeMember } from '#features/organizers/server/remove-member.ts';
import { revokeInvitation } from '#features/organizers/server/revoke-invitation.ts';
import { transferOwnership } from '#features/organizers/server/transfer-ownership.ts';
import { updateLogo } from '#features/organizers/server/update-logo.ts';
import { updateMemberAccess } from '#features/organizers/server/update-member-access.ts';
import { updateMemberRole } from '#features/organizers/server/update-member-role.ts';
import { updateOrganizer } from '#features/organizers/server/update-organizer.ts';
import { removeRecordPicture, uploadRecordPicture } from '#features/records/server/upload-record-picture.ts';
import { updateSpeakers } from '#features/people/server/write-speakers.ts';
import { writeSpeakers } from '#features/people/server/write-speakers.ts';
import { restoreRecords, updateRecords } from '#features/records/server/update-records.ts';
import { moveRoom } from '#features/sessions/server/move-room.ts';
import { updateRooms } from '#features/sessions/server/update-records.ts';
import { updateSessionTypes } from '#features/sessions/server/update-records.ts';
import { updateSessions } from '#features/sessions/server/update-sessions.ts';
import { updateTracks } from '#features/sessions/server/update-records.ts';
import { writeRooms } from '#features/sessions/server/write-records.ts';
import { writeSessionTypes } from '#features/sessions/server/write-records.ts';
import { writeTracks } from '#features/sessions/server/write-records.ts';
import { beginConnect } from '#features/stripe/server/begin-connect.ts';
import { beginOnboarding } from '#features/stripe/server/begin-onboarding.ts';
import { connectAccount } from '#features/stripe/server/connect-account.ts';
import { createAccount } from '#features/stripe/server/create-account.ts';
import { disconnectAccount } from '#features/stripe/server/disconnect-account.ts';
import { refreshOwnAccount } from '#features/stripe/server/refresh-own-account.ts';
import { updateSponsors } from '#features/sponsors/server/write-sponsors.ts';
import { writeSponsors } from '#features/sponsors/server/write-sponsors.ts';
import { updateCapacity } from '#features/tickets/server/update-capacity.ts';
import { updateTaxMode } from '#features/prices/server/update-tax-mode.ts';
import { updateDiscountCodes } from '#features/prices/server/update-discount-codes.ts';
import { updateFees } from '#features/prices/server/update-fees.ts';
import { updateTaxRates } from '#features/prices/server/update-tax-rates.ts';
import { updateAccessCodes } from '#features/tickets/server/update-access-codes.ts';
import { applyDiscount } from '#features/orders/server/pricing/apply-discount.ts';
import { priceOrder } from '#features/orders/server/pricing/price-order.ts';
import { removeDiscount } from '#features/orders/server/pricing/remove-discount.ts';
import { cancelOrder } from '#features/orders/server/after-sale/cancel-order.ts';
import { DEFAULT_RULES } from '#features/orders/after-sale.ts';
import { cancelTicket } from '#features/orders/server/after-sale/cancel-ticket.ts';
import { updateAttendees } from '#features/orders/server/after-sale/update-attendees.ts';
import { createNote } from '#features/orders/server/after-sale/create-note.ts';
import { updateBuyer } from '#features/orders/server/after-sale/update-buyer.ts';
import { sendConfirmation } from '#features/messages/server/send-confirmation.ts';
import { cancelTicketByRules } from '#features/payments/server/cancel-by-rules.ts';
import { updateOrderRules } from '#features/orders/server/after-sale/update-order-rules.ts';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import { enterDetails } from '#features/orders/server/paying/enter-details.ts';
import { placeOrder } from '#features/orders/server/paying/place-order.ts';
import { lockOrder } from '#features/orders/server/move-order.ts';
import { authoriseOrderIn } from '#features/orders/server/policy.ts';
import { reserveTickets } from '#features/orders/server/holding/reserve-tickets.ts';
import { rotateTicket } from '#features/orders/server/after-sale/rotate-ticket.ts';
import { makeApplePass, makeGooglePass } from '#features/passes/server/make-wallet-pass.ts';
import { renderTickets } from '#features/passes/server/render-tickets.ts';
import { rotateTicketKey } from '#features/passes/server/rotate-ticket-key.ts';
import { BLANK_QUESTION } from '#features/questions/question.ts';
import { answerQuestions } from '#features/questions/server/answer-questions.ts';
import { archiveQuestion } from '#features/questions/server/archive-question.ts';
import { completeDetails } from '#features/questions/server/complete-details.ts';
import { createQuestion } from '#features/questions/server/create-question.ts';
import { deleteQuestion } from '#features/questions/server/delete-question.ts';
import { moveQuestion } from '#features/questions/server/move-question.ts';
import { takeAnswers } from '#features/questions/server/take-answers.ts';
import { updateQuestion } from '#features/questions/server/update-question.ts';
import { acceptTerms } from '#features/terms/server/accept-terms.ts';
import { updateTerms } from '#features/terms/server/update-terms.ts';
import { updateDetails } from '#features/questions/server/update-details.ts';
import { createHeading } from '#features/tickets/server/create-heading.ts';
import { createQuota } from '#features/tickets/server/create-quota.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { deleteHeading } from '#features/tickets/server/delete-heading.ts';
import { deleteQuota } from '#features/tickets/server/delete-quota.ts';
import { deleteTicketType } from '#features/tickets/server/delete-ticket-type.ts';
import { moveShopItem } from '#features/tickets/server/move-shop-item.ts';
import { updateHeading } from '#features/tickets/server/update-heading.ts';
import { updateQuota } from '#features/tickets/server/update-quota.ts';
import { acceptLine, ignoreLine } from '#features/payments/server/accept-lines.ts';
import { acceptSureLines } from '#features/payments/server/accept-sure-lines.ts';
import { cancelAllOrders } from '#features/payments/server/cancel-all-orders.ts';
import { cancelWithRefund } from '#features/payments/server/cancel-with-refund.ts';
import { createOrder } from '#features/payments/server/create-order.ts';
import { importStatement } from '#features/payments/server/import-statement.ts';
import { markPaid } from '#features/payments/server/mark-paid.ts';
import { settleDifference } from '#features/payments/server/settle-difference.ts';
import { startOrderAct } from '#features/payments/server/start-order-act.ts';
import { withdrawRefund } from '#features/payments/server/withdraw-refund.ts';
import { markRefundSent } from '#features/payments/server/mark-refund-sent.ts';
import { refundOrder } from '#features/payments/server/refund-order.ts';
import { revokeMark } from '#features/payments/server/revoke-payment.ts';
import { sendRefundAgain } from '#features/payments/server/send-refund-again.ts';
import { beginOnlinePayment } from '#features/payments/server/begin-online-payment.ts';
import { beginPayment } from '#features/payments/server/begin-payment.ts';
import { leaveOnlinePayment } from '#features/payments/server/close-attempt.ts';
import { pollOrderPayment } from '#features/payments/server/poll-payments.ts';
import { startPayment } from '#features/payments/server/start-payment.ts';
import { updatePaymentSettings } from '#features/payments/server/update-payment-settings.ts';
import { BLANK_SETTINGS } from '#features/payments/payment.ts';
import { updateTicketType } from '#features/tickets/server/update-ticket-type.ts';
import { joinWaitingList } from '#features/waiting/server/join-waiting-list.ts';
import { offerEntry } from '#features/waiting/server/offer-entry.ts';
import { removeEntry } from '#features/waiting/server/remove-entry.ts';
import { updateWaitingList } from '#features/waiting/server/update-waiting-list.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { createWebhook } from '#features/webhooks/server/create-webhook.ts';
import { deleteWebhook } from '#features/webhooks/server/delete-webhook.ts';
import { rotateSecret } from '#features/webhooks/server/rotate-secret.ts';
import { replayDeliveries, sendTest } from '#features/webhooks/server/send-again.ts';
import { updateWebhook } from '#features/webhooks/server/update-webhook.ts';
import { PROGRAM_ROOT } from '#platform/config.ts';
import type { Ctx } from '#platform/ctx.ts';
import {
  addPrices,
  addProgramme,
  addQuestions,
  addTickets,
  blankSpeaker,
  DAY,
  makeEvent,
  makeOrganizer,
  makeUser,
  type UserActor,
} from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { watchStorage } from '#testing/watched-storage.ts';

const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();

const storage = watchStorage();
const picture = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#336699' } })
  .png()
  .toBuffer();

/** The organizer that is reached for: five of everything, so that numbers above two exist here only. */
const theirs = await makeOrganizer(system);
const event = await makeEvent(system, theirs);
await addProgramme(system, event, 5);
await addTickets(system, event, 5);
await addPrices(system, event, 5);
await addQuestions(system, event, 5);
const binned = await makeEvent(system, theirs);
await deleteEvent(system, binned);
const member = await makeUser(system, { organizer: theirs, role: 'moderator' });
await makeUser(system, { organizer: theirs, role: 'owner' });
const invitation = await insertInvitation();
const apiKey = await insertKey();
const webhook = await insertWebhook();
const run = await insertRun();
const media = await insertMedia();
const [ordered] = await reserveTickets(system, event.eventId, [
  { idempotencyKey: 'an-order-of-theirs', lines: [{ ticketType: 1, quantity: 1 }], unlocked: [], locale: 'en' },
]);
const order = ordered?.outcome === 'reserved' ? ordered.order.code : '';
const mail = await insertMail();
const waiting = await insertWaiting();
const edit = (await updateSpeakers(system, event, { change: [{ number: 1, values: { name: 'Edited' } }] }))
  .editId as string;

async function insertWebhook(): Promise<string> {
  const { organizerId } = theirs;
  const row = { organizerId, url: 'https://programs.example/hook', secret: 'sealed' };
  return (await db.insertInto('webhooks').values(row).returning('id').executeTakeFirstOrThrow()).id;
}

function insertKey(): Promise<number> {
  const { organizerId } = theirs;
  const row = { userId: null, organizerId, eventIds: null, scopes: ['orders:read'], name: 'Site', expiresAt: null };
  return insertApiKey(system, { ...row, key: 'a key of theirs' });
}

/** With a message to many, numbered 1, that waits. */
async function insertMail(): Promise<number> {
  const message = {
    eventId: event.eventId,
    number: 1,
    kind: 'message',
    state: 'scheduled',
    audience: '{}',
    words: '{}',
    sendAt: new Date(),
    createdBy: 'Theirs',
    createdAt: new Date(),
  };
  await db.insertInto('messages').values(message).execute();
  return (
    await db
      .insertInto('mails')
      .values({
        recipient: 'guest@example.org',
        subject: 'Theirs',
        textBody: 'Theirs',
        htmlBody: '',
        eventId: event.eventId,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
  ).id;
}

async function insertInvitation(): Promise<number> {
  const values = {
    organizerId: theirs.organizerId,
    email: 'asked@example.org',
    role: 'moderator',
    tokenHash: 'x'.repeat(64),
    expiresAt: new Date(Date.now() + 3_600_000),
  };
  return (await db.insertInto('invitations').values(values).returning('id').executeTakeFirstOrThrow()).id;
}

async function insertWaiting(): Promise<number> {
  const { id } = await db
    .selectFrom('ticketTypes')
    .select('id')
    .where('eventId', '=', event.eventId)
    .where('number', '=', 1)
    .executeTakeFirstOrThrow();
  const at = new Date();
  const values = {
    eventId: event.eventId,
    ticketTypeId: id,
    quantity: 1,
    name: 'Waiting',
    email: 'waiting@example.org',
    locale: 'en',
    token: 'a'.repeat(22),
    state: 'waiting',
    told: 'waiting',
    joinedAt: at,
    changedAt: at,
  };
  return (await db.insertInto('waitingEntries').values(values).returning('id').executeTakeFirstOrThrow()).id;
}

async function insertRun(): Promise<string> {
  const values = {
    organizerId: theirs.organizerId,
    startedBy: member.userId,
    fileName: 'theirs.xml',
    storageKey: 'imports/x',
    state: 'previewed',
    timeZone: '',
    report: '{}',
  };
  return (await db.insertInto('importRuns').values(values).returning('id').executeTakeFirstOrThrow()).id;
}

async function insertMedia(): Promise<number> {
  const values = {
    eventId: event.eventId,
    storageKey: 'media/theirs',
    fileName: 'theirs.png',
    contentType: 'image/png',
    bytes: 1,
    sha256: 'x',
  };
  return (await db.insertInto('media').values(values).returning('id').executeTakeFirstOrThrow()).id;
}

/** The reaching hand: the owner of an organizer with two of everything. */
type Own = { ctx: Ctx; organizer: OrganizerScope; event: EventScope; owner: UserActor };

async function makeOwn(): Promise<Own> {
  const organizer = await makeOrganizer(system);
  const own = await makeEvent(system, organizer);
  await addProgramme(system, own, 2);
  await addTickets(system, own, 2);
  await addQuestions(system, own, 2);
  const owner = await makeUser(system, { organizer, role: 'owner' });
  await makeUser(system, { organizer, role: 'owner' });
  return { ctx: database.ctx(owner), organizer, event: own, owner };
}

/** Whatever of the database belongs to the organizer that is reached for. */
async function digestTheirs(): Promise<Record<string, string>> {
  const { rows: columns } = await sql<{ name: string; column: string }>`
    select table_name as name, column_name as column from information_schema.columns join pg_tables on tablename = table_name
    where schemaname = 'public' and column_name in ('event_id', 'organizer_id')`.execute(db);
  const parts = [...columns, { name: 'events', column: 'id' }, { name: 'organizers', column: 'id' }].map(
    ({ name, column }) => {
      const ids =
        column === 'organizer_id' || name === 'organizers' ? [theirs.organizerId] : [event.eventId, binned.eventId];
      return sql`select ${sql.lit(`${name}.${column}`)} as name, md5(coalesce(string_agg(md5(t::text), '' order by md5(t::text)), '')) as digest from ${sql.table(name)} t where ${sql.ref(column)} in (${sql.join(ids)})`;
    },
  );
  const { rows } = await sql<{ name: string; digest: string }>`${sql.join(parts, sql` union all `)}`.execute(db);
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
}

/** Rows of theirs by table. */
const ids = Object.fromEntries(
  await Promise.all(
    (['rooms', 'tracks', 'sessionTypes', 'speakers', 'sponsors'] as const).map(async (table) => [
      table,
      (
        await db
          .selectFrom(table)
          .select('id')
          .where('eventId', '=', event.eventId)
          .orderBy('number')
          .executeTakeFirstOrThrow()
      ).id,
    ]),
  ),
) as Record<'rooms' | 'tracks' | 'sessionTypes' | 'speakers' | 'sponsors', number>;

type Call = (own: Own) => Promise<unknown>;
const ticket = { ...BLANK_TICKET, name: 'Mine', priceMinor: 1000 };
const someone = { userId: member.userId };

/** Names a record of the others, and is refused. */
const REFUSED: Record<string, Call> = {
  cancelMessage: ({ ctx, event: own }) => cancelMessage(ctx, own, { number: 1 }),
  createMessage: ({ ctx, event: own }) =>
    createMessage(ctx, own, {
      audience: { who: 'attendees', types: [5], standing: 'any' },
      words: { en: { subject: 'Reach', body: 'Reach' } },
      sendAt: null,
      key: 'a-key-of-a-test',
    }),
  sendMailAgain: ({ ctx, event: own }) => sendMailAgain(ctx, own, { mailId: mail }),
  copyEvent: ({ ctx, event: own }) => copyEvent(ctx, own, theirs, { name: 'Copied', startsAt: DAY, parts: [] }),
  createSeries: ({ ctx, event: own }) =>
    createSeries(ctx, own, theirs, { rule: { rhythm: 'weekly' as never, every: 1, count: 2 }, parts: [] }),
  purgeEvent: ({ ctx, organizer }) => purgeEvent(ctx, organizer, { slug: binned.slug }),
  restoreEvent: ({ ctx, organizer }) => restoreEvent(ctx, organizer, { slug: binned.slug }),
  startImport: ({ ctx, organizer }) =>
    startImport(ctx, organizer, { id: run, publish: true, fetchMedia: false, withdraw: false }),
  discardImport: ({ ctx, organizer }) => discardImport(ctx, organizer, { id: run }),
  updateFocalPoint: ({ ctx, event: own }) => updateFocalPoint(ctx, own, { mediaId: media, focal: { x: 0, y: 0 } }),
  inviteMember: ({ ctx, organizer }) =>
    inviteMember(ctx, organizer, {
      email: 'new@example.org',
      role: 'moderator',
      allEvents: false,
      events: [event.slug],
      baseUrl: '',
    }),
  resendInvitation: ({ ctx, organizer }) => resendInvitation(ctx, organizer, { id: invitation, baseUrl: '' }),
  revokeInvitation: ({ ctx, organizer }) => revokeInvitation(ctx, organizer, { id: invitation }),
  createOrganizerKey: ({ ctx, owner, organizer }) =>
    createOrganizerKey({ ...ctx, actor: { ...owner, provenAt: Date.now() } }, organizer, {
      name: 'Site',
      scopes: ['orders:read'],
      place: `event:${event.slug}`,
    }),
  createWebhook: ({ ctx, owner, organizer }) =>
    createWebhook({ ...ctx, actor: { ...owner, provenAt: Date.now() } }, organizer, {
      url: 'https://programs.example/hook',
      types: null,
      event: event.slug,
    }),
  updateWebhook: ({ ctx, organizer }) => updateWebhook(ctx, organizer, webhook, { on: false }),
  deleteWebhook: ({ ctx, organizer }) => deleteWebhook(ctx, organizer, webhook),
  rotateSecret: ({ ctx, owner, organizer }) =>
    rotateSecret({ ...ctx, actor: { ...owner, provenAt: Date.now() } }, organizer, webhook),
  sendTest: ({ ctx, organizer }) => sendTest(ctx, organizer, webhook),
  replayDeliveries: ({ ctx, organizer }) => replayDeliveries(ctx, organizer, webhook, { changeId: 1 }),
  revokeOrganizerKey: ({ ctx, organizer }) => revokeOrganizerKey(ctx, organizer, apiKey),
  removeMember: ({ ctx, organizer }) => removeMember(ctx, organizer, someone),
  transferOwnership: ({ ctx, organizer }) => transferOwnership(ctx, organizer, someone),
  leaveOrganizer: ({ ctx }) => leaveOrganizer(ctx, theirs),
  beginConnect: ({ ctx }) =>
    beginConnect(ctx, theirs, {
      next: '/manage',
      client: '198.51.100.7',
      callback: 'https://foyer.example/stripe/callback',
    }),
  beginOnboarding: ({ ctx }) =>
    beginOnboarding(ctx, theirs, {
      returnUrl: 'https://foyer.example/',
      refreshUrl: 'https://foyer.example/',
      client: '198.51.100.7',
    }),
  connectAccount: ({ ctx }) =>
    connectAccount(ctx, theirs, {
      kind: 'oauth',
      grant: { account: 'acct_taken', accessToken: 'x', refreshToken: 'x', publishableKey: 'x', live: false },
      status: undefined,
    }),
  createAccount: ({ ctx }) => createAccount(ctx, theirs, { country: 'PT', client: '198.51.100.7' }),
  disconnectAccount: ({ ctx }) => disconnectAccount(ctx, theirs),
  refreshOwnAccount: ({ ctx }) => refreshOwnAccount(ctx, theirs),
  updateInvoiceSettings: ({ ctx }) =>
    updateInvoiceSettings(ctx, theirs, {
      ...BLANK_INVOICE_SETTINGS,
      legalName: 'Taken',
      address: 'Taken',
      country: 'PT',
    }),
  updateOrganizer: ({ ctx }) =>
    updateOrganizer(ctx, theirs, { name: 'Taken', website: '', description: '', requireSecondFactor: false }),
  updateMemberAccess: ({ ctx, organizer, owner }) =>
    updateMemberAccess(ctx, organizer, {
      userId: owner.userId,
      allEvents: true,
      roles: { [event.slug]: 'owner' },
      tracks: [ids.tracks],
    }),
  updateMemberRole: ({ ctx, organizer }) => updateMemberRole(ctx, organizer, { ...someone, role: 'registrar' }),
  uploadRecordPicture: ({ ctx, event: own }) =>
    uploadRecordPicture(ctx, own, 'speakers', { number: 5, bytes: picture, fileName: 'taken.png', storage }),
  removeRecordPicture: ({ ctx, event: own }) => removeRecordPicture(ctx, own, 'sponsors', { number: 5 }),
  updateSpeakers: ({ ctx, event: own }) =>
    updateSpeakers(ctx, own, { change: [{ number: 5, values: { name: 'Taken' } }] }),
  updateRecords: ({ ctx, event: own }) => updateRecords(ctx, own, 'rooms', { remove: [5] }),
  restoreRecords: ({ ctx, event: own }) => restoreRecords(ctx, own, edit),
  moveRoom: ({ ctx, event: own }) => moveRoom(ctx, own, { number: 5, to: 'up' }),
  updateRooms: ({ ctx, event: own }) => updateRooms(ctx, own, { remove: [5] }),
  updateSessionTypes: ({ ctx, event: own }) => updateSessionTypes(ctx, own, { remove: [5] }),
  updateSessions: ({ ctx, event: own }) =>
    updateSessions(ctx, own, { change: [{ number: 5, values: { title: 'Taken' } }] }),
  updateTracks: ({ ctx, event: own }) => updateTracks(ctx, own, { remove: [5] }),
  updateSponsors: ({ ctx, event: own }) => updateSponsors(ctx, own, { remove: [5] }),
  cancelTicket: async ({ ctx, event: own }) =>
    cancelTicket(ctx, await authoriseOrderIn(ctx, own, order), { number: 1 }),
  createNote: async ({ ctx, event: own }) =>
    createNote(ctx, await authoriseOrderIn(ctx, own, order), { text: 'Taken' }),
  updateBuyer: async ({ ctx, event: own }) =>
    updateBuyer(ctx, await authoriseOrderIn(ctx, own, order), {
      name: 'Taken',
      email: 'taken@example.org',
      company: '',
      address: '',
    }),
  sendConfirmation: async ({ ctx, event: own }) => sendConfirmation(ctx, await authoriseOrderIn(ctx, own, order)),
  cancelTicketByRules: async ({ ctx, event: own }) =>
    cancelTicketByRules(ctx, await authoriseOrderIn(ctx, own, order), { number: 1 }),
  updateAttendees: async ({ ctx, event: own }) =>
    updateAttendees(ctx, await authoriseOrderIn(ctx, own, order), [{ number: 1, name: 'Taken', email: '' }]),
  cancelOrder: async ({ ctx, event: own }) => cancelOrder(ctx, await authoriseOrderIn(ctx, own, order)),
  completeOrder: async ({ ctx, event: own }) =>
    completeOrder(ctx, await authoriseOrderIn(ctx, own, order), {
      name: 'Taken',
      email: 'taken@example.org',
      locale: 'en',
      names: [],
    }),
  enterDetails: async ({ ctx, event: own }) =>
    enterDetails(ctx, await authoriseOrderIn(ctx, own, order), {
      name: 'Taken',
      email: 'taken@example.org',
      locale: 'en',
      names: [],
    }),
  acceptLine: ({ ctx, event: own }) => acceptLine(ctx, own, { lineId: 1, code: order }),
  ignoreLine: ({ ctx, event: own }) => ignoreLine(ctx, own, { lineId: 1, ignored: true }),
  cancelWithRefund: async ({ ctx, event: own }) =>
    cancelWithRefund(ctx, await authoriseOrderIn(ctx, own, order), { reason: '', key: 'reached' }),
  markPaid: async ({ ctx, event: own }) =>
    markPaid(ctx, await authoriseOrderIn(ctx, own, order), {
      amountMinor: 1,
      method: 'cash',
      paidAt: DAY,
      note: '',
      key: 'reached',
    }),
  settleDifference: async ({ ctx, event: own }) =>
    settleDifference(ctx, await authoriseOrderIn(ctx, own, order), {
      attemptId: '00000000-0000-4000-8000-000000000000',
      reason: 'Paid',
    }),
  startOrderAct: ({ ctx, event: own }) =>
    startOrderAct(ctx, own, { act: 'cancel', codes: [order], key: 'of-another-house' }),
  withdrawRefund: async ({ ctx, event: own }) =>
    withdrawRefund(ctx, await authoriseOrderIn(ctx, own, order), { refundId: 1, reason: 'Paid' }),
  markRefundSent: async ({ ctx, event: own }) =>
    markRefundSent(ctx, await authoriseOrderIn(ctx, own, order), { refundId: 1 }),
  refundOrder: async ({ ctx, event: own }) =>
    refundOrder(ctx, await authoriseOrderIn(ctx, own, order), { reason: '', key: 'reached' }),
  revokeMark: async ({ ctx, event: own }) => revokeMark(ctx, await authoriseOrderIn(ctx, own, order), { paymentId: 1 }),
  sendRefundAgain: async ({ ctx, event: own }) =>
    sendRefundAgain(ctx, await authoriseOrderIn(ctx, own, order), { refundId: 1, method: 'again' }),
  startPayment: async ({ ctx, event: own }) =>
    startPayment(ctx, await authoriseOrderIn(ctx, own, order), { method: 'on-site' }),
  beginPayment: async ({ ctx, event: own }) =>
    beginPayment(ctx, await authoriseOrderIn(ctx, own, order), { method: 'on-site' }),
  beginOnlinePayment: async ({ ctx, event: own }) =>
    beginOnlinePayment(ctx, await authoriseOrderIn(ctx, own, order), { method: 'card' }),
  leaveOnlinePayment: async ({ ctx, event: own }) => leaveOnlinePayment(ctx, await authoriseOrderIn(ctx, own, order)),
  pollOrderPayment: async ({ ctx, event: own }) => pollOrderPayment(ctx, await authoriseOrderIn(ctx, own, order)),
  placeOrder: async ({ ctx, event: own }) => placeOrder(ctx, await authoriseOrderIn(ctx, own, order)),
  makeApplePass: async ({ ctx, event: own }) =>
    makeApplePass(ctx, await authoriseOrderIn(ctx, own, order), { number: 1, locale: 'en' }),
  makeGooglePass: async ({ ctx, event: own }) =>
    makeGooglePass(ctx, await authoriseOrderIn(ctx, own, order), { number: 1, locale: 'en' }),
  rotateTicket: async ({ ctx, event: own }) =>
    rotateTicket(ctx, await authoriseOrderIn(ctx, own, order), { number: 1 }),
  renderTickets: async ({ ctx, event: own }) =>
    renderTickets(ctx, await authoriseOrderIn(ctx, own, order), { locale: 'en' }),
  createOrder: ({ ctx, event: own }) =>
    createOrder(ctx, own, {
      key: 'reached-by-hand',
      lines: [{ ticketType: 5, quantity: 1 }],
      name: 'Taken',
      email: 'taken@example.org',
      locale: 'en',
      way: 'house',
    }),
  joinWaitingList: ({ ctx, event: own }) =>
    joinWaitingList(ctx, own, { ticketType: 5, quantity: 1, name: 'Taken', email: 'taken@example.org', locale: 'en' }),
  offerEntry: ({ ctx, event: own }) => offerEntry(ctx, own, { id: waiting }),
  removeEntry: ({ ctx, event: own }) => removeEntry(ctx, own, { id: waiting }),
  answerQuestions: async ({ ctx, event: own }) =>
    answerQuestions(ctx, await authoriseOrderIn(ctx, own, order), [{ question: 1, seat: 0, value: true }]),
  takeAnswers: async ({ ctx, event: own }) => takeAnswers(ctx, await authoriseOrderIn(ctx, own, order), new FormData()),
  completeDetails: async ({ ctx, event: own }) =>
    completeDetails(ctx, await authoriseOrderIn(ctx, own, order), {
      buyer: { name: 'Taken', email: 'taken@example.org', locale: 'en', names: [] },
      taken: { answers: [], problems: [], entries: {} },
    }),
  updateDetails: async ({ ctx, event: own }) =>
    updateDetails(ctx, await authoriseOrderIn(ctx, own, order), {
      changes: [{ number: 1, name: 'Taken', email: '' }],
      taken: { answers: [], problems: [], entries: {} },
    }),
  acceptTerms: async ({ ctx, event: own }) => acceptTerms(ctx, await authoriseOrderIn(ctx, own, order), '1'),
  createQuestion: ({ ctx, event: own }) => createQuestion(ctx, own, { ...BLANK_QUESTION, label: 'Reach', types: [5] }),
  updateQuestion: ({ ctx, event: own }) =>
    updateQuestion(ctx, own, { number: 5, change: { ...BLANK_QUESTION, label: 'Taken' } }),
  deleteQuestion: ({ ctx, event: own }) => deleteQuestion(ctx, own, { number: 5 }),
  archiveQuestion: ({ ctx, event: own }) => archiveQuestion(ctx, own, { number: 5, archived: true }),
  moveQuestion: ({ ctx, event: own }) => moveQuestion(ctx, own, { question: 5, move: { step: 'up' } }),
  applyDiscount: async ({ ctx, event: own }) =>
    applyDiscount(ctx, await authoriseOrderIn(ctx, own, order), 'DISCOUNT-5'),
  removeDiscount: async ({ ctx, event: own }) => removeDiscount(ctx, await authoriseOrderIn(ctx, own, order)),
  priceOrder: async ({ ctx, event: own }) =>
    priceOrder(ctx, await lockOrder(ctx, await authoriseOrderIn(ctx, own, order))),
  updateDiscountCodes: ({ ctx, event: own }) =>
    updateDiscountCodes(ctx, own, { change: [{ number: 1, values: { types: [5] } }], remove: [5] }),
  updateFees: ({ ctx, event: own }) =>
    updateFees(ctx, own, { change: [{ number: 1, values: { tax: 5 } }], remove: [5] }),
  updateTaxRates: ({ ctx, event: own }) =>
    updateTaxRates(ctx, own, { change: [{ number: 1, values: { types: [5] } }], remove: [5] }),
  updateAccessCodes: ({ ctx, event: own }) =>
    updateAccessCodes(ctx, own, { change: [{ number: 1, values: { types: [5] } }], remove: [5] }),
  createQuota: ({ ctx, event: own }) => createQuota(ctx, own, { name: 'Reach', size: 1, types: [5] }),
  deleteHeading: ({ ctx, event: own }) => deleteHeading(ctx, own, { number: 5 }),
  deleteQuota: ({ ctx, event: own }) => deleteQuota(ctx, own, { number: 5 }),
  deleteTicketType: ({ ctx, event: own }) => deleteTicketType(ctx, own, { number: 5 }),
  moveShopItem: ({ ctx, event: own }) => moveShopItem(ctx, own, { item: 'ticket-5', move: { step: 'up' } }),
  updateHeading: ({ ctx, event: own }) =>
    updateHeading(ctx, own, { number: 5, values: { name: 'Taken', description: '' } } as never),
  updateQuota: ({ ctx, event: own }) =>
    updateQuota(ctx, own, { number: 5, values: { name: 'Taken', size: 1, types: [] } } as never),
  updateTicketType: ({ ctx, event: own }) => updateTicketType(ctx, own, { number: 5, values: ticket } as never),
};

/** Acts on what its scope says and names nothing else; what it is given of the others it leaves alone. */
const OWN: Record<string, Call> = {
  acceptSureLines: ({ ctx, event: own }) => acceptSureLines(ctx, own),
  importStatement: ({ ctx, event: own }) =>
    importStatement(ctx, own, { text: `date,amount,reference\n2027-05-08,10.00,${order}\n`, fileName: 'reach.csv' }),
  discardMove: ({ ctx, event: own }) => discardMove(ctx, own),
  updateReminders: ({ ctx, event: own }) =>
    updateReminders(ctx, own, { eventDays: 3, eventMinute: 0, paymentDays: null }),
  updateTemplate: ({ ctx, event: own }) =>
    updateTemplate(ctx, own, { kind: 'order-confirmation', locale: 'en', subject: 'Mine', body: '' }),
  cancelAllOrders: async ({ ctx, event: own }) => {
    await cancelEvent(ctx, own, { note: '' });
    await cancelAllOrders(ctx, own, { refund: true, reason: '' });
  },
  rotateTicketKey: ({ ctx, event: own }) => rotateTicketKey(ctx, own, { withdraw: true }),
  updatePaymentSettings: ({ ctx, event: own }) => updatePaymentSettings(ctx, own, { ...BLANK_SETTINGS, expireDays: 1 }),
  updateTerms: ({ ctx, event: own }) => updateTerms(ctx, own, { text: 'Mine' }),
  createHeading: ({ ctx, event: own }) => createHeading(ctx, own, { name: 'Mine', description: '' }),
  createTicketType: ({ ctx, event: own }) => createTicketType(ctx, own, ticket),
  updateWaitingList: ({ ctx, event: own }) => updateWaitingList(ctx, own, { isOpen: true }),
  writeRooms: ({ ctx, event: own }) =>
    writeRooms(ctx, own, {
      create: [],
      update: [{ id: ids.rooms, number: 1, sourceKey: '', position: 1, guid: '', name: 'Taken', floor: '' }],
    }),
  writeTracks: ({ ctx, event: own }) =>
    writeTracks(ctx, own, {
      create: [],
      update: [{ id: ids.tracks, number: 1, sourceKey: '', name: 'Taken', description: '', color: '#000000' }],
    }),
  writeSessionTypes: ({ ctx, event: own }) =>
    writeSessionTypes(ctx, own, {
      create: [],
      update: [{ id: ids.sessionTypes, number: 1, sourceKey: '', name: 'Taken' }],
    }),
  writeSpeakers: ({ ctx, event: own }) =>
    writeSpeakers(ctx, own, { create: [], update: [{ ...blankSpeaker(1), id: ids.speakers, name: 'Taken' }] }),
  writeSponsors: ({ ctx, event: own }) =>
    writeSponsors(ctx, own, {
      create: [],
      update: [
        { id: ids.sponsors, number: 1, sourceKey: '', name: 'Taken', description: '', url: '', type: '', level: 1 },
      ],
    }),
  startAgain: ({ ctx, event: own }) => startAgain(ctx, own),
  cancelEvent: ({ ctx, event: own }) => cancelEvent(ctx, own, { note: 'Off' }),
  reinstateEvent: ({ ctx, event: own }) => reinstateEvent(ctx, own),
  publishEvent: ({ ctx, event: own }) => publishEvent(ctx, own),
  unpublishEvent: ({ ctx, event: own }) => unpublishEvent(ctx, own),
  deleteEvent: ({ ctx, event: own }) => deleteEvent(ctx, own),
  discardDraft: ({ ctx, event: own }) => discardDraft(ctx, own, 'basics'),
  updateOrderRules: ({ ctx, event: own }) => updateOrderRules(ctx, own, DEFAULT_RULES),
  updatePlanAlt: ({ ctx, event: own }) => updatePlanAlt(ctx, own, { planAlt: 'The lift' }),
  updateBrand: ({ ctx, event: own }) => updateBrand(ctx, own, { hue: 7, brandColor: null }),
  updateCapacity: ({ ctx, event: own }) => updateCapacity(ctx, own, { size: 50 }),
  updateTaxMode: ({ ctx, event: own }) => updateTaxMode(ctx, own, { pricesIncludeTax: false }),
  updateEvent: ({ ctx, event: own }) => updateEvent(ctx, own, { subtitle: 'Mine' }),
  createEvent: ({ ctx, organizer }) =>
    createEvent(ctx, organizer, {
      preferredSlug: event.slug,
      name: 'Mine',
      startsAt: new Date(DAY),
      endsAt: new Date(DAY + 1),
      timeZone: 'UTC',
    }),
  discardMedia: ({ ctx, event: own }) => discardMedia(ctx, own, [media]),
  discardUnusedMedia: ({ ctx, event: own }) => discardUnusedMedia(ctx, own),
  removeEventPicture: ({ ctx, event: own }) => removeEventPicture(ctx, own, 'logo'),
  removeLogo: ({ ctx, organizer }) => removeLogo(ctx, organizer),
  updateLogo: ({ ctx, organizer }) => updateLogo(ctx, organizer, { mediaId: null, fileName: '' }),
};

/** Have nothing in the input that could name another's record, or are reached for through others in these lists. */
const BY_SCOPE_ALONE: Record<string, string> = {
  authorise: 'mints nothing: part of the edits of a programme',
  discardAllMedia: 'part of purgeEvent',
  endMembership: 'part of removeMember and leaveOrganizer',
  setRole: 'part of updateMemberRole and transferOwnership',
  getImportRun: 'part of startImport and discardImport',
  findBooking: 'writes nothing',
  getWords: 'writes nothing',
  importConference: 'into an event that is named: import-conference.test.ts',
  previewImport: 'writes nothing',
  importTable: 'writes through the updates above; names records by number within its event',
  previewTable: 'writes nothing',
  restoreEdit: 'what restoreRecords is made of',
  writeEdit: 'what the updates above are made of',
  startEvent: 'creates by createEvent',
  updateBasics: 'fields of the event itself',
  updateExtras: 'fields of the event itself',
  updateCurrency: 'the event’s own prices',
  uploadEventPicture: 'a new file for the event itself',
  uploadImport: 'a new file',
  uploadLogo: 'a new file for the organizer itself',
  writeMedia: 'new files only',
  writePlan: 'part of importConference',
  writeSessions: 'ids come from loadConference of the same event',
};

/** Exported functions that change something and take a scope, by file. */
function findUseCases(): string[] {
  const root = path.join(PROGRAM_ROOT, 'src/features');
  const verbs =
    /\/server\/(accept|cancel|copy|create|delete|discard|import|invite|leave|move|publish|purge|reinstate|remove|restore|revoke|start|transfer|update|upload|write)-[\w-]+\.ts$/;
  const files = readdirSync(root, { recursive: true })
    .map(String)
    .filter((file) => verbs.test(`/${file}`) && !file.endsWith('.test.ts'));
  return files.flatMap((file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    return [
      ...text.matchAll(
        /^export (?:async )?function (\w+)\((?:\s*)ctx: Ctx,\s*(?:\w+|\{[^}]*\}): (?:EventScope|OrganizerScope)/gm,
      ),
    ].map(([, name]) => name as string);
  });
}

describe('with no right at all', () => {
  test('does another organizer’s owner get a scope of this installation', async () => {
    const { ctx, organizer } = await makeOwn();
    for (const right of RIGHTS) {
      await assert.rejects(authoriseOrganizer(ctx, theirs.slug, right), { name: 'NotFound' });
      await assert.rejects(authoriseEvent(ctx, event.slug, right), { name: 'NotFound' });
      await assert.rejects(authoriseEventOf(ctx, { organizer: theirs.slug, event: event.slug }, right), {
        name: 'NotFound',
      });
      await assert.rejects(authoriseEventOf(ctx, { organizer: organizer.slug, event: event.slug }, right), {
        name: 'NotFound',
      });
    }
  });
});

const FAILURES = ['NotFound', 'Invalid', 'Forbidden', 'Conflict'];

for (const [name, call] of Object.entries(REFUSED)) {
  test(`${name} refuses what is another organizer’s, and changes nothing of it`, async () => {
    const own = await makeOwn();
    const before = await digestTheirs();
    await assert.rejects(
      async () => call(own),
      (error: Error) => FAILURES.includes(error.name) || assert.fail(error),
    );
    assert.deepEqual(await digestTheirs(), before);
  });
}

for (const [name, call] of Object.entries(OWN)) {
  test(`${name} acts on its own organizer only`, async () => {
    const own = await makeOwn();
    const before = await digestTheirs();
    await call(own);
    assert.deepEqual(await digestTheirs(), before);
  });
}

test('every use case that takes a scope is reached with', (t) => {
  const found = findUseCases();
  const listed = [...Object.keys(REFUSED), ...Object.keys(OWN), ...Object.keys(BY_SCOPE_ALONE)];
  t.diagnostic(
    `${Object.keys(REFUSED).length + Object.keys(OWN).length} use cases held against another organizer's owner, ${Object.keys(BY_SCOPE_ALONE).length} more by their scope; ${found.length} take one`,
  );
  assert.deepEqual(
    found.filter((name) => !listed.includes(name)).sort(),
    [],
    'Say in this file how each of these is reached for',
  );
  assert.deepEqual(
    Object.keys(BY_SCOPE_ALONE).filter((name) => !found.includes(name)),
    [],
  );
});
