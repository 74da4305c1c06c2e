import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, describe, test } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { createTestDatabase } from '#testing/database.ts';
import { startWorker } from './jobs/worker.ts';
import { Unavailable } from './errors.ts';
import { createMailer, postMail, SEND_MAIL_QUEUE } from './mailer.ts';
import { transact } from './transact.ts';

const database = await createTestDatabase();
const { db, log } = database;
const MAIL = { to: 'guest@example.org', subject: 'Your ticket, Zoë', text: 'Hello,\n.\nsee you', html: '<p>Hello</p>', kind: 'test' };

type Received = { from: string; to: string[]; text: string };

/** A mail server on loopback; `answer` may refuse. */
async function mailServer(answer: () => Error | undefined = () => undefined): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const error = answer();
        if (error) return done(error);
        const { mailFrom, rcptTo } = session.envelope;
        received.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map((to) => to.address), text: Buffer.concat(parts).toString() });
        done();
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  after(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { url: `smtp://127.0.0.1:${(server.server.address() as { port: number }).port}`, received };
}

async function post(): Promise<number> {
  await transact(database.ctx(), (ctx) => postMail(ctx, MAIL));
  return (await db.selectFrom('mails').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()).id;
}

const stateOf = async (id: number) => db.selectFrom('mails').select(['state', 'sentAt', 'lastError']).where('id', '=', id).executeTakeFirstOrThrow();
const clear = () => db.deleteFrom('jobs').execute();

describe('posting a mail', () => {
  test('leaves it and its job with the change', async () => {
    const id = await post();
    const jobs = await db.selectFrom('jobs').select(['queue', 'payload']).execute();
    assert.deepEqual(jobs, [{ queue: SEND_MAIL_QUEUE, payload: { mailId: id } }]);
    await clear();
  });

  test('in a change that fails leaves neither', async () => {
    const before = await db.selectFrom('mails').select('id').execute();
    const failing = transact(database.ctx(), async (ctx) => {
      await postMail(ctx, MAIL);
      throw new Error('no');
    });
    await assert.rejects(failing);
    assert.deepEqual([await db.selectFrom('mails').select('id').execute(), await db.selectFrom('jobs').select('id').execute()], [before, []]);
  });

  test('outside a transaction is refused before anything is written', async () => {
    const before = await db.selectFrom('mails').select('id').execute();
    await assert.rejects(postMail(database.ctx(), MAIL), TypeError);
    assert.deepEqual(await db.selectFrom('mails').select('id').execute(), before);
  });
});

describe('sending a mail', () => {
  test('hands it to the server once, and again only where that failed', async () => {
    const { url, received } = await mailServer();
    const mailer = createMailer(url, 'Foyer <foyer@example.org>');
    const id = await post();
    await mailer.send(db, id);
    await mailer.send(db, id);
    assert.deepEqual(received.map(({ from, to }) => [from, to]), [['foyer@example.org', ['guest@example.org']]]);
    const [{ text = '' } = {}] = received;
    assert.match(text, new RegExp(`^Message-ID: <mail-${id}@[^>]+>`, 'm'));
    assert.match(text, /^From: Foyer <foyer@example\.org>/m);
    assert.match(text, /^Subject: =\?UTF-8\?/m);
    const { state, sentAt } = await stateOf(id);
    assert.deepEqual([state, sentAt !== null], ['sent', true]);
    mailer.close();
    await clear();
  });

  test('without a mail server keeps it for reading', async () => {
    const id = await post();
    await createMailer(undefined, 'Foyer <foyer@example.org>').send(db, id);
    assert.deepEqual(await stateOf(id), { state: 'kept', sentAt: null, lastError: null });
    await clear();
  });

  test('that is not there any more is no error', async () => {
    await createMailer(undefined, 'x').send(db, 999_999);
  });

  test('a server that fails is tried again by the job, and its words are kept meanwhile', async () => {
    let refusals = 1;
    const { url, received } = await mailServer(() => {
      refusals -= 1;
      return refusals >= 0 ? Object.assign(new Error('Try again later'), { responseCode: 451 }) : undefined;
    });
    const mailer = createMailer(url, 'Foyer <foyer@example.org>');
    const id = await post();
    const outcomes: string[] = [];
    let seen = (): void => {};
    const worker = startWorker({
      db, log, pollMs: 50,
      handlers: new Map([[SEND_MAIL_QUEUE, (job) => mailer.send(db, (job.payload as { mailId: number }).mailId)]]),
      onDone: (_queue, outcome) => {
        outcomes.push(outcome);
        seen();
      },
    });
    const done = (count: number) => new Promise<void>((resolve) => {
      seen = () => outcomes.length >= count && resolve();
      seen();
    });
    await done(1);
    assert.deepEqual([outcomes, received.length], [['retried'], 0]);
    const { state, lastError } = await stateOf(id);
    assert.deepEqual([state, /Try again later/.test(lastError ?? '')], ['failed', true]);
    await db.updateTable('jobs').set({ runAt: new Date(0) }).execute();
    worker.wake();
    await done(2);
    assert.deepEqual([outcomes, received.length], [['retried', 'done'], 1]);
    assert.deepEqual([(await stateOf(id)).state, (await stateOf(id)).lastError], ['sent', null]);
    await worker.stop();
    mailer.close();
  });
});

describe('checking the mail server', () => {
  test('says through whom mails go, and sends none', async () => {
    const { url, received } = await mailServer();
    assert.equal(await createMailer(url, 'x').check(), `sent by SMTP through ${new URL(url).host}`);
    assert.deepEqual(received, []);
  });

  test('of a server that does not answer, or does not know us, says so', async () => {
    const { url } = await mailServer();
    const strange = url.replace('//', '//somebody:wrong@');
    const nobody = 'smtp://127.0.0.1:1';
    await assert.rejects(createMailer(nobody, 'x').check(), (error) => error instanceof Unavailable && /^The mail server 127\.0\.0\.1:1 does not take us: .*ECONNREFUSED.* Check SMTP_URL\.$/.test(error.message));
    await assert.rejects(createMailer(strange, 'x').check(), (error) => error instanceof Unavailable && !error.message.includes('wrong@'));
  });

  test('without one says that mails are kept', async () => {
    assert.equal(await createMailer(undefined, 'x').check(), 'kept, not sent (SMTP_URL is not set)');
  });
});
