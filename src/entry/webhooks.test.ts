/** An endpoint that never answers holds up no mail: FACTS=10000 runs it with as many facts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { createWebhook } from '#features/webhooks/server/create-webhook.ts';
import { postMail } from '#platform/mailer.ts';
import { transact } from '#platform/transact.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { startMailServer } from '#testing/mail-server.ts';
import { runFoyer } from '#testing/running-foyer.ts';
import { until } from '#testing/until.ts';
import { startWebhookReceiver } from '#testing/webhook-receiver.ts';

const FACTS = Number(process.env.FACTS ?? 300);
/** A quarter of the time after which an attempt is given up. */
const SOON_MS = 4000;

const mails = await startMailServer();
const { ctx } = await runFoyer({ SMTP_URL: mails.url, FOYER_WEBHOOKS_ANYWHERE: 'yes' });

test('mails and another endpoint wait for none of the facts that are owed to a dead one', async () => {
  const [dead, alive] = [await startWebhookReceiver(), await startWebhookReceiver()];
  dead.answer(() => {});
  const organizer = await makeOrganizer(ctx());
  const { eventId } = await makeEvent(ctx(), organizer);
  await createWebhook(ctx(), organizer, { url: dead.url, types: ['event.changed'], event: null });
  const fact = sql`jsonb_build_object('type', 'event.changed', 'eventId', ${eventId}::bigint, 'data', jsonb_build_object('n', n))`;
  await sql`select add_changes(jsonb_agg(${fact})) from generate_series(1, ${FACTS}) as n`.execute(ctx().db);
  await until(() => dead.received.length > 0);
  const begun = Date.now();
  await createWebhook(ctx(), organizer, { url: alive.url, types: ['event.moved'], event: null });
  await sql`select add_changes(jsonb_build_array(jsonb_build_object('type', 'event.moved', 'eventId', ${eventId}::bigint)))`.execute(
    ctx().db,
  );
  const mail = { to: 'ada@example.org', subject: 'Soon', text: 'Soon', html: '<p>Soon</p>', kind: 'test' };
  await transact(ctx(), (ctx) => postMail(ctx, mail));
  await mails.waitFor(({ subject }) => subject === 'Soon', SOON_MS);
  await until(() => alive.received.length === 1);
  const { rows } = await sql<{ state: string }>`select distinct state from webhook_deliveries
    where webhook_id = (select id from webhooks where url = ${dead.url})`.execute(ctx().db);
  assert.deepEqual(rows, [{ state: 'waiting' }]);
  assert.equal(Date.now() - begun < SOON_MS, true);
  assert.equal(dead.received.length <= 4, true);
});
