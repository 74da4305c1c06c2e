import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { startMailServer } from '#testing/mail-server.ts';
import { countStatements } from '#testing/statements.ts';
import { loadConfig } from '../config.ts';
import { Conflict, Forbidden, NotFound } from '../errors.ts';
import { startHeartbeat } from '../jobs/heartbeat.ts';
import { createMailer, type Mail, postMail } from '../mailer.ts';
import { type Runtime, setRuntime } from '../runtime.ts';
import { transact } from '../transact.ts';
import { findTroubles } from '../troubles.ts';
import { countMails, getMail, hurryMails, listMails, resendMail } from './outbox.ts';

const database = await createTestDatabase();
const { db, log } = database;
const FOYER = 'Foyer <foyer@events.example.org>';
setRuntime({ config: { ...loadConfig({ MAIL_FROM: FOYER }) } } as Runtime);
const ctx = database.ctx();

async function post(mail: Partial<Mail> = {}): Promise<number> {
  await transact(ctx, (ctx) =>
    postMail(ctx, {
      to: 'guest@example.org',
      subject: 'Hello',
      text: 'Words',
      html: '<p>Words</p>',
      kind: 'test',
      ...mail,
    }),
  );
  return (await db.selectFrom('mails').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()).id;
}

const clear = async (): Promise<void> => {
  await db.deleteFrom('jobs').execute();
  await db.deleteFrom('mails').execute();
};

describe('the outbox', () => {
  test('is nobody’s but administrators’', async () => {
    const id = await post();
    const organizer = await makeOrganizer(ctx);
    const owner = database.ctx(await makeUser(ctx, { organizer, role: 'owner' }));
    const nobody = database.ctx({ kind: 'nobody' });
    for (const act of [
      countMails,
      (c: typeof ctx) => listMails(c, {}),
      (c: typeof ctx) => getMail(c, id),
      (c: typeof ctx) => resendMail(c, id),
      hurryMails,
    ]) {
      await assert.rejects(act(owner), Forbidden);
      await assert.rejects(act(nobody), NotFound);
    }
    const administrator = database.ctx(await makeUser(ctx, undefined, true));
    assert.deepEqual(await countMails(administrator), { waiting: 1 });
    await clear();
  });

  test('is searched by address, subject and kind, and read in pages', async () => {
    for (let n = 1; n <= 52; n += 1) await post({ to: `guest${n}@example.org` });
    await post({ subject: '100% of_it', kind: 'invitation' });
    const first = await listMails(ctx, {});
    assert.deepEqual([first.mails.length, first.mails[0]?.subject], [50, '100% of_it']);
    const second = await listMails(ctx, { before: first.next as number });
    assert.deepEqual(
      second.mails.map(({ recipient }) => recipient),
      ['guest3@example.org', 'guest2@example.org', 'guest1@example.org'],
    );
    assert.equal(second.next, null);
    const found = async (q: string): Promise<number> => (await listMails(ctx, { q })).mails.length;
    assert.deepEqual(
      [
        await found('guest52@'),
        await found('0% of_'),
        await found('0%x'),
        await found('INVITATION'),
        await found("'; drop table mails"),
      ],
      [1, 1, 0, 1, 0],
    );
    assert.deepEqual((await listMails(ctx, { state: 'sent' })).mails, []);
    await clear();
  });

  test('takes the same statements for one mail and for three', async () => {
    await post();
    const one = await countStatements(() => listMails(ctx, {}));
    await post();
    await post();
    assert.equal(await countStatements(() => listMails(ctx, {})), one);
    await clear();
  });

  test('shows what lets its reader in only where no server takes it', async () => {
    const id = await post({ sensitive: true, senderName: 'Lantern Society' });
    const hidden = await getMail(ctx, id);
    assert.deepEqual([hidden.hidden, hidden.text, hidden.html], ['sensitive', '', '']);
    await createMailer(undefined, FOYER).send(ctx, id);
    const kept = await getMail(ctx, id);
    assert.deepEqual([kept.state, kept.hidden, kept.text], ['kept', null, 'Words']);
    assert.deepEqual(
      Object.fromEntries(kept.headers.map(({ name, value }) => [name, value])).From,
      'Lantern Society via Foyer <foyer@events.example.org>',
    );
    await assert.rejects(getMail(ctx, 999_999), NotFound);
    await clear();
  });

  test('sends again what failed, as the same message, and what was sent, as a new one', async () => {
    const server = await startMailServer();
    const mailer = createMailer(server.url, FOYER);
    server.refuse({ code: 550 });
    const id = await post();
    await mailer.send(ctx, id);
    const { messageId } = await db
      .selectFrom('mails')
      .select('messageId')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    server.refuse(null);
    await resendMail(ctx, id);
    await mailer.send(ctx, id);
    await resendMail(ctx, id);
    await mailer.send(ctx, id);
    const ids = server.received.map(({ headers }) => headers['message-id']);
    assert.deepEqual([ids.length, ids[0] === messageId, ids[1] === messageId], [2, true, false]);
    mailer.close();
    await clear();
  });

  test('does not send again what is wiped or whose link is dead', async () => {
    const server = await startMailServer();
    const mailer = createMailer(server.url, FOYER);
    const wiped = await post({ sensitive: true });
    await mailer.send(ctx, wiped);
    await assert.rejects(resendMail(ctx, wiped), Conflict);
    await assert.rejects(resendMail(ctx, await post({ validUntil: Date.now() - 1 })), Conflict);
    await assert.rejects(resendMail(ctx, 999_999), NotFound);
    mailer.close();
    await clear();
  });
});

describe('what stands still', () => {
  test('is nothing while workers say that they live and mails go out', async () => {
    assert.deepEqual(await findTroubles(db), { mail: null, worker: { since: null } });
    const heart = startHeartbeat(db, log, '1.0.0');
    await heart.stop();
    const other = startHeartbeat(db, log, '1.0.0');
    while ((await db.selectFrom('workers').select('id').execute()).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 10));
    assert.deepEqual(await findTroubles(db), { mail: null, worker: null });
    await db
      .updateTable('workers')
      .set({ seenAt: new Date(Date.now() - 120_000) })
      .execute();
    assert.equal((await findTroubles(db)).worker?.since !== null, true);
    await other.stop();
  });

  test('is the mail server where it takes nothing, and not where one reader’s mailbox is busy', async () => {
    const server = await startMailServer();
    const mailer = createMailer(server.url, FOYER);
    server.refuse({ code: 451 });
    await mailer.send(ctx, await post());
    assert.equal((await findTroubles(db)).mail, null);
    await server.stop();
    await mailer.send(ctx, await post());
    await mailer.send(ctx, await post());
    const { mail } = await findTroubles(db);
    assert.deepEqual([mail?.fault, mail?.delayed], ['unreachable', 2]);
    mailer.close();
    await clear();
  });
});
