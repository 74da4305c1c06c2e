/** Whatever changes what a team can see is in the record of who did what. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { hasText } from '#platform/i18n/translate.ts';
import { findWrites } from './find-writes.ts';

process.chdir(path.resolve(import.meta.dirname, '../..'));

/**
 * Tables whose rows are nobody's work: how people sign in, what the machine keeps for itself, what is built from other
 * tables.
 */
const UNSEEN = new Set([
  'users',
  'authSessions',
  'authVerifications',
  'authAccounts',
  'passkeys',
  'twoFactors',
  'rateLimits',
  'signInAttempts',
  'recoveryCodes',
  'auditEntries',
  'eventExports',
  'mediaVariants',
  'formDrafts',
  'mails',
  'edits',
  'tombstones',
  'changes',
  'webhookDeliveries',
  'pendingIdentities',
  'stripeAttempts',
  'signIns',
]);

/** Use cases that write and leave no entry of their own, each with why. */
const EXCUSED: Record<string, string> = {
  'accounts/server/accept-sign-in-link.ts':
    'throws away what was put on an account before its address was proven; nobody worked with it',
  'accounts/server/store-api-key.ts': 'the rows of keys; who makes and revokes them writes the entry',
  'events/server/bump-event-version.ts': 'counts up with every change, which has its own entry',
  'events/server/write-event.ts':
    'written by start-event, copy-event, the edits of an event and imports, which say what they did',
  'questions/server/jobs.ts': 'files and answers of orders that came to nothing go by themselves',
  'orders/server/receivers.ts': 'parts of a copy and of another currency, which copy-event and update-currency record',
  'payments/server/receivers.ts':
    'parts of a copy and of another currency, which copy-event and update-currency record',
  'prices/server/receivers.ts': 'parts of a copy and of another currency, which copy-event and update-currency record',
  'questions/server/receivers.ts': 'part of a copy, which copy-event records',
  'terms/server/receivers.ts': 'part of a copy, which copy-event records',
  'payments/server/jobs.ts': 'Foyer forgets accounts that nobody needs any more',
  'waiting/server/jobs.ts': 'notes who was told',
  'exchange/server/jobs.ts':
    'notes how far an import is, whose result is recorded by import-conference, and tidies up old previews',
  'invoices/server/store-invoice.ts': 'notes where the file of an invoice is kept',
  'invoices/server/settle-invoices.ts': 'follows what becomes of an order, which is in its history',
  'media/server/copy-media.ts': 'part of a copy, which copy-event records',
  'media/server/discard-media.ts': 'files that nothing names any more, after the change that let them go',
  'media/server/make-variants.ts': 'notes what was rendered',
  'media/server/write-media.ts': 'a file shows once something points at it; that change is recorded',
  'messages/server/send-message.ts':
    'notes how far a message is; create-message and cancel-message record what the team does',
  'messages/server/write-message.ts': 'part of create-message, which records it, and of what Foyer writes by itself',
  'orders/server/holding/extend-hold.ts':
    'what buyers do is in the history of their order, and would bury what the team does',
  'payments/server/find-attempt.ts': 'notes what a provider said of a payment; what comes of it is in the ledger',
  'payments/server/settle-attempt.ts':
    'buyers pay, which is in the ledger; refund-order records what goes back by itself',
  'stripe/server/accept-webhook-event.ts':
    'notes what Stripe told of; what comes of it is recorded where it changes something',
  'stripe/server/handle-webhook-event.ts':
    'notes what Stripe told of; what comes of it is recorded where it changes something',
  'orders/server/after-sale/transfer-ticket.ts':
    'what buyers and holders do is in the history of their order, and would bury what the team does',
  'orders/server/write-order-edit.ts': 'is the history of an order itself; what the team does its use cases record',
  'orders/server/strip-orders.ts': 'part of deleting an account, which is recorded',
  'orders/server/paying/enter-details.ts':
    'what buyers do is in the history of their order, and would bury what the team does',
  'orders/server/paying/record-payment.ts': 'counts money; mark-paid and revoke-payment record what the team does',
  'orders/server/holding/expire-orders.ts': 'the clock ends reservations, which is in the history of the order',
  'orders/server/holding/discard-reservations.ts': 'lets go of reservations of nobody, which came to nothing',
  'orders/server/guard-orders.ts':
    'reservations that came to nothing go with an event that is erased, which is recorded',
  'orders/server/move-order.ts': 'notes each step in the history of the order; what the team does cancel-order records',
  'orders/server/holding/move-seats.ts':
    'seats follow their ticket types into other quotas; create-quota and update-quota record that',
  'orders/server/pricing/price-order.ts': 'reckons what the buyer’s order costs by rules whose changes are recorded',
  'orders/server/after-sale/rotate-ticket.ts':
    'part of a greater act, such as passing a ticket on, which says what it did',
  'orders/server/pricing/move-discounts.ts': 'which code an order uses is the buyer’s choice, and stands in the order',
  'people/server/write-speakers.ts': 'many at once, for imports and copies, which are recorded',
  'prices/server/move-uses.ts': 'counts the orders that use a code',
  'prices/server/kinds.ts': 'part of creating and changing taxes and discount codes, which are recorded',
  'questions/server/check-question.ts': 'part of creating and changing a question, which are recorded',
  'questions/server/lock-questions.ts':
    'puts questions in order, as part of what delete-question and move-question record',
  'payments/server/read-movements.ts': 'keeps what a provider booked, which nobody here did',
  'payments/server/settle-dispute.ts': 'notes what a bank decided, with whose word it was in the ledger',
  'payments/server/settle-refund.ts': 'notes how a refund turned out that somebody promised, which is recorded',
  'payments/server/send-refund.ts':
    'notes that a provider did not answer when a refund was sent that somebody promised, which is recorded',
  'questions/server/discard-answers.ts':
    'part of passing a ticket on; that answers were deleted is in the history of their order',
  'questions/server/take-answers.ts':
    'keeps a file until the answer that it belongs to is given, which is recorded where the team gives it',
  'stripe/server/finish-disconnect.ts': 'the end of what disconnect-account recorded',
  'stripe/server/store-account.ts': 'part of connecting an account, which connect-account records',
  'stripe/server/refresh-account-status.ts':
    'notes what Stripe says of an account; that one is gone remove-account records',
  'terms/server/accept-terms.ts': 'what buyers accept stands with their order',
  'sessions/server/write-records.ts': 'many at once, for imports and copies, which are recorded',
  'sessions/server/write-sessions.ts': 'many at once, for imports and copies, which are recorded',
  'sponsors/server/write-sponsors.ts': 'many at once, for imports and copies, which are recorded',
  'orders/server/holding/take-seats.ts': 'part of a payment that came late, which its ledger records',
  'orders/server/holding/reserve-offers.ts': 'part of an offer, which stands on the waiting list',
  'waiting/server/join-waiting-list.ts': 'who waits stands on the waiting list, with when they came',
  'waiting/server/leave-waiting-list.ts':
    'what those who wait do stands on the list; that the team removed somebody remove-entry records',
  'waiting/server/offer-seats.ts': 'whose turn it was stands on the waiting list',
  'transfers/server/accept-transfer.ts': 'what buyers and holders do is in the history of their order',
  'transfers/server/answer-transfer.ts': 'what buyers and holders do is in the history of their order',
  'transfers/server/offer-transfer.ts': 'what buyers and holders do is in the history of their order',
  'transfers/server/revoke-transfer.ts': 'what buyers and holders do is in the history of their order',
  'tickets/server/copy-tickets.ts': 'part of a copy, which copy-event records',
  'tickets/server/apply-quantity.ts': 'part of creating and changing a ticket type, which are recorded',
  'tickets/server/lock-quotas.ts':
    'gives a quota the size that create-quota, update-quota and update-ticket-type record',
  'tickets/server/lock-shop.ts': 'makes the shop’s row to lock it',
};

type Writer = { file: string; tables: string[]; records: boolean };

function findWriters(): Writer[] {
  const files = readdirSync('src/features', { recursive: true })
    .map(String)
    .filter((file) => /\/server\/(?:[\w-]+\/)?[\w-]+\.ts$/.test(file) && !file.endsWith('.test.ts'));
  return files.map((file) => {
    const text = readFileSync(path.join('src/features', file), 'utf8');
    return {
      file,
      tables: findWrites(text).filter((table) => !UNSEEN.has(table)),
      records: /\bwriteAuditEntry\(/.test(text),
    };
  });
}

test('every use case that changes what a team sees writes an entry, or is excused with a reason', () => {
  const writers = findWriters().filter(({ tables }) => tables.length > 0);
  const silent = writers
    .filter(({ file, records }) => !records && !(file in EXCUSED))
    .map(({ file, tables }) => `${file}: ${[...new Set(tables)].join(', ')}`);
  assert.deepEqual(silent, []);
  assert.equal(writers.length >= 30, true);
});

test('nobody is excused who writes entries, or writes nothing', () => {
  const idle = Object.keys(EXCUSED).filter(
    (file) => !findWriters().some((writer) => writer.file === file && writer.tables.length > 0 && !writer.records),
  );
  assert.deepEqual(idle, []);
});

test('every act that is recorded has words of its own', () => {
  const files = readdirSync('src/features', { recursive: true })
    .map(String)
    .filter((file) => /\/server\/(?:[\w-]+\/)?[\w-]+\.ts$/.test(file) && !file.endsWith('.test.ts'));
  const acts = files.flatMap((file) =>
    [
      ...readFileSync(path.join('src/features', file), 'utf8').matchAll(
        /\baction: (?:\w+ === '\w+' \? )?['`]([\w${}.-]+\.[\w-]+)['`](?: : '([\w.]+)')?/g,
      ),
    ].flatMap(([, one, other]) => [one, other].filter((act) => act !== undefined)),
  );
  assert.deepEqual(
    acts.filter(
      (action) => !hasText(`audit.act.${action}`) && !hasText(`audit.verb.${action.split('.').at(-1) ?? ''}`),
    ),
    [],
  );
  assert.equal(acts.length >= 50, true);
});
