/** Which facts are written for programs, and that none is forgotten. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import '#entry/features.ts';
import { FIRST_PLACE } from '#platform/changes/place.ts';
import { readChanges } from '#platform/changes/read-changes.ts';
import { signals } from '#platform/signals/signal.ts';
import { DAY_MS } from '#platform/time.ts';
import { openFreeSale } from '#testing/free-sale.ts';
import { statementsOf } from '#testing/statements.ts';
import { untilReadable } from '#testing/until-readable.ts';
import { CHANGE_TYPES, type ChangeType, rightOf } from '../change.ts';
import { discardChanges } from './jobs.ts';
import { TYPES_OF_SIGNALS } from './receivers.ts';

const { system, makeSale, reserve, order } = await openFreeSale();

/** Signals that programs hear nothing of, each with why. */
const NOT_NOTED: Record<string, string> = {
  account_erased: 'a person’s own act, and no fact of an event',
  currency_changing: 'a question to receivers: what came of it is announced as a change of the event',
  event_cancelled: 'event_json_modified says it too',
  event_copied: 'the copy is announced as a new event',
  event_purging: 'the event was deleted 30 days before, and all that is kept of it goes',
  event_reinstated: 'event_json_modified says it too',
  pictures_modified: 'their sizes are still to be made',
  pictures_ready: 'other sizes of the same pictures; that a picture came is a change of what it belongs to',
  profile_pictures_modified: 'their sizes are still to be made',
  quota_regrouped: 'an order to receivers: tickets_modified is announced with it',
  seats_returned: 'what freed them is announced: an order that ended, or a ticket',
  ticket_type_deleting: 'a question to receivers: tickets_modified follows',
};

async function listChanges(eventId: number, types: readonly ChangeType[] = CHANGE_TYPES) {
  await untilReadable(system.db);
  return readChanges(system.db, { eventId, types, after: FIRST_PLACE, limit: 100 });
}

test('every signal gives changes or says why it gives none, and every type comes from one', () => {
  const names = signals.list().map(({ name }) => name);
  assert.deepEqual([...TYPES_OF_SIGNALS.keys(), ...Object.keys(NOT_NOTED)].toSorted(), names);
  assert.deepEqual(
    signals.list().flatMap(({ name, nowNames }) => (nowNames.includes('note_change') ? [name] : [])),
    [...TYPES_OF_SIGNALS.keys()].toSorted(),
  );
  assert.deepEqual([...new Set([...TYPES_OF_SIGNALS.values()].flat())].toSorted(), CHANGE_TYPES.toSorted());
});

test('an order is named by its code and state, and nothing says whose it is', async () => {
  const event = await makeSale();
  const { code } = await order(event, 1);
  const { changes } = await listChanges(event.eventId, ['order.completed']);
  assert.deepEqual(
    changes.map(({ type, data }) => ({ type, data })),
    [{ type: 'order.completed', data: { event: event.slug, order: code, state: 'free-completed' } }],
  );
});

test('an order sends no NOTIFY in its transactions, and its changes go with its commit', async () => {
  const event = await makeSale();
  const { statements } = await statementsOf(() => order(event, 1));
  assert.deepEqual(
    [
      statements.filter((text) => /notify/i.test(text)),
      statements.flatMap((text) => /^select (add_changes)\(.*commit$/s.exec(text)?.[1] ?? []),
    ],
    [[], ['add_changes']],
  );
});

test('what nobody completes is noted nowhere', async () => {
  const event = await makeSale();
  await reserve(event, 1);
  assert.deepEqual((await listChanges(event.eventId, ['order.placed', 'order.completed'])).changes, []);
});

test('changes are let go of a day after no place is good any more that needs them', async () => {
  const event = await makeSale();
  const now = Date.now();
  const { changes } = await listChanges(event.eventId);
  await discardChanges({ ...system, now: now + 30 * DAY_MS });
  assert.equal((await listChanges(event.eventId)).changes.length, changes.length);
  await discardChanges({ ...system, now: now + 31 * DAY_MS + 60_000 });
  assert.deepEqual((await listChanges(event.eventId)).changes, []);
});

test('the documentation lists every type', () => {
  const listed = [
    ...readFileSync('docs/develop/changes.md', 'utf8').matchAll(/^\| `([a-z]+\.[a-z]+)` \| `([a-z-]+)` \|/gm),
  ];
  assert.deepEqual(
    listed.map(([, type, right]) => [type, right]),
    CHANGE_TYPES.map((type) => [type, rightOf(type)]),
  );
});
