import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDatabase } from '#testing/database.ts';
import { startMailServer } from '#testing/mail-server.ts';
import { readMail } from '#testing/read-mail.ts';
import { Invalid, Unavailable } from './errors.ts';
import { startWorker } from './jobs/worker.ts';
import { oneLine } from './mail/one-line.ts';
import { SEND_MAIL_QUEUE } from './mail/mail-queue.ts';
import { MAILS_AT_ONCE } from './mail/open-transport.ts';
import { withdrawMails } from './mail/requeue-mail.ts';
import { forgetMails, forgetMailsTo, resumeMails } from './mail/resume-mails.ts';
import { sendTrial } from './mail/send-trial.ts';
import { pauseAfter, readFault } from './mail/smtp-fault.ts';
import { createMailer, type Mail, type Mailer, postMail } from './mailer.ts';
import { transact } from './transact.ts';

const database = await createTestDatabase();
const { db, log } = database;
const FOYER = 'Foyer <foyer@events.example.org>';
const MAIL: Mail = {
  to: 'guest@example.org',
  subject: 'Your ticket, Zoë',
  text: 'Hello,\n.\nsee you',
  html: '<p>Hello</p>',
  kind: 'test',
};

async function post(mail: Partial<Mail> = {}): Promise<number> {
  await transact(database.ctx(), (ctx) => postMail(ctx, { ...MAIL, ...mail }));
  return (await db.selectFrom('mails').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()).id;
}

const rowOf = (id: number) => db.selectFrom('mails').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const jobsOf = () => db.selectFrom('jobs').select(['queue', 'coalesceKey', 'payload']).execute();
const clear = async (): Promise<void> => {
  await db.deleteFrom('jobs').execute();
  await db.deleteFrom('mails').execute();
};

async function sendOnce(mailer: Mailer, id: number): Promise<void> {
  await mailer.send(database.ctx(), id);
}

/** Works the mails off as Foyer does, until `until` holds. */
async function work(mailer: Mailer, until: () => Promise<boolean>): Promise<void> {
  const handlers = new Map([
    [
      SEND_MAIL_QUEUE,
      (job: { payload: unknown }) => mailer.send(database.ctx(), (job.payload as { mailId: number }).mailId),
    ],
  ]);
  const worker = startWorker({ db, log, pollMs: 20, concurrency: MAILS_AT_ONCE, handlers });
  try {
    const limit = Date.now() + 20_000;
    while (!(await until())) {
      if (Date.now() > limit) throw new Error('It did not come to that');
      await sleep(20);
    }
  } finally {
    await worker.stop();
  }
}

const countIn = async (state: string): Promise<number> =>
  (await db.selectFrom('mails').select('id').where('state', '=', state).execute()).length;

describe('posting a mail', () => {
  test('leaves it and its job with the change', async () => {
    const id = await post();
    assert.deepEqual(await jobsOf(), [{ queue: SEND_MAIL_QUEUE, coalesceKey: `mail:${id}`, payload: { mailId: id } }]);
    await clear();
  });

  test('in a change that fails leaves neither', async () => {
    const failing = transact(database.ctx(), async (ctx) => {
      await postMail(ctx, MAIL);
      throw new Error('no');
    });
    await assert.rejects(failing, /no/);
    assert.deepEqual([await db.selectFrom('mails').select('id').execute(), await jobsOf()], [[], []]);
  });

  test('outside a transaction is refused before anything is written', async () => {
    await assert.rejects(postMail(database.ctx(), MAIL), TypeError);
    assert.deepEqual(await db.selectFrom('mails').select('id').execute(), []);
  });
});

describe('a mail on the wire', () => {
  test('carries the headers of a letter that a machine wrote, from Foyer in the organizer’s name', async () => {
    const server = await startMailServer();
    const mailer = createMailer(server.url, FOYER);
    const id = await post({ senderName: 'Lantern Society', replyTo: 'team@lanterns.example', locale: 'ar' });
    await sendOnce(mailer, id);
    const [mail] = server.received;
    assert.ok(mail);
    assert.deepEqual([mail.from, mail.to], ['foyer@events.example.org', ['guest@example.org']]);
    const {
      date = '',
      'message-id': messageId = '',
      'content-type': type = '',
      'mime-version': _version,
      'content-transfer-encoding': _encoding,
      ...rest
    } = mail.headers;
    assert.deepEqual(rest, {
      from: 'Lantern Society via Foyer <foyer@events.example.org>',
      to: 'guest@example.org',
      'reply-to': 'team@lanterns.example',
      subject: 'Your ticket, Zoë',
      'auto-submitted': 'auto-generated',
      'x-auto-response-suppress': 'All',
      'content-language': 'ar',
    });
    assert.match(messageId, new RegExp(`^<[\\da-z]+\\.${id}@events\\.example\\.org>$`));
    assert.ok(Math.abs(Date.parse(date) - Date.now()) < 60_000);
    assert.match(type, /^multipart\/alternative/);
    assert.deepEqual([mail.text, mail.html], [MAIL.text, MAIL.html]);
    mailer.close();
    await clear();
  });

  test('is of plain ASCII in short lines, whatever it says', async () => {
    const server = await startMailServer();
    const mailer = createMailer(server.url, FOYER);
    const long = 'فانوس '.repeat(400);
    await sendOnce(
      mailer,
      await post({
        subject: `مرحبا ${'ü'.repeat(120)}`,
        text: long,
        html: `<p>${'a'.repeat(3000)} ${long}</p>`,
        senderName: 'جمعية الفوانيس',
      }),
    );
    await sendOnce(mailer, await post({ text: 'a'.repeat(3000), html: `<p>${'a'.repeat(3000)}</p>` }));
    for (const { raw } of server.received) {
      assert.deepEqual(
        raw.split('\r\n').filter((line) => line.length > 998 || /[^\t -~]/.test(line)),
        [],
      );
    }
    assert.deepEqual(
      server.received.map(({ text }) => text.trimEnd()),
      [long.trimEnd(), 'a'.repeat(3000)],
    );
    assert.equal(server.received[0]?.headers.from, 'جمعية الفوانيس via Foyer <foyer@events.example.org>');
    mailer.close();
    await clear();
  });

  test('has the headers and the recipient that we gave it, whatever names and subjects hold', async () => {
    const server = await startMailServer();
    const mailer = createMailer(server.url, FOYER);
    const hostile = 'Hello\r\nBcc: everybody@example.org\r\n\r\nBody';
    await sendOnce(
      mailer,
      await post({ subject: hostile, senderName: `Lan\r\nBcc: x@example.org\u202Etern, "Society" <root@example.org>` }),
    );
    await sendOnce(mailer, await post({ to: 'guest@example.org, other@example.org' }));
    await sendOnce(mailer, await post({ to: 'guest@example.org\r\nRCPT TO:<other@example.org>' }));
    assert.deepEqual(
      server.received.map(({ to }) => to),
      [['guest@example.org']],
    );
    const faults = await db.selectFrom('mails').select(['state', 'lastError']).orderBy('id').execute();
    assert.deepEqual(
      faults.slice(1).map(({ state, lastError }) => [state, /is not one address$/.test(lastError ?? '')]),
      [
        ['failed', true],
        ['failed', true],
      ],
    );
    const { headers } = server.received[0] ?? { headers: {} as Record<string, string> };
    assert.deepEqual([headers.bcc, headers.subject], [undefined, 'Hello Bcc: everybody@example.org Body']);
    assert.match(headers.from ?? '', /<foyer@events\.example\.org>$/);
    assert.equal((headers.from ?? '').includes('\u202E'), false);
    mailer.close();
    await clear();
  });

  const { TEST_SMTP_URL: givenServer, TEST_MAIL_API: givenApi } = process.env;
  if (givenServer && givenApi) {
    test('arrives whole on a server of another make (TEST_SMTP_URL, read by the interface of Mailpit at TEST_MAIL_API)', async () => {
      const to = `guest-${Date.now()}-${process.pid}@example.org`;
      const mailer = createMailer(givenServer, FOYER);
      const id = await post({ to, senderName: 'جمعية الفوانيس' });
      await sendOnce(mailer, id);
      assert.deepEqual([(await rowOf(id)).state, (await rowOf(id)).lastError], ['sent', null]);
      const search = await fetch(`${givenApi}/api/v1/search?query=${encodeURIComponent(`to:"${to}"`)}`);
      const { messages } = (await search.json()) as { messages: { ID: string }[] };
      assert.equal(messages.length, 1);
      const raw = await (await fetch(`${givenApi}/api/v1/message/${messages[0]?.ID}/raw`)).arrayBuffer();
      const mail = readMail(Buffer.from(raw).toString('latin1'));
      assert.deepEqual(
        [mail.subject, mail.headers.from, mail.text.trimEnd(), mail.html.trimEnd()],
        [MAIL.subject, 'جمعية الفوانيس via Foyer <foyer@events.example.org>', MAIL.text, MAIL.html],
      );
      mailer.close();
      await clear();
    });
  }

  test('keeps a long subject within what people read', () => {
    assert.equal(oneLine(`${'long '.repeat(100)}`).length <= 200, true);
    assert.equal(oneLine(' a\u0000b\u2028c \u2067d '), 'a b c d');
  });
});

describe('sending a mail', () => {
  test('hands it to the server once, and notes what the server said', async () => {
    const server = await startMailServer();
    const mailer = createMailer(server.url, FOYER);
    const id = await post();
    await sendOnce(mailer, id);
    await sendOnce(mailer, id);
    const { state, attempts, sentAt, answer, fault, lastError, textBody } = await rowOf(id);
    assert.deepEqual(
      [server.received.length, state, attempts, sentAt !== null, /^250 /.test(answer), fault, lastError, textBody],
      [1, 'sent', 1, true, true, '', null, MAIL.text],
    );
    mailer.close();
    await clear();
  });

  test('wipes the words of one that lets its reader in', async () => {
    const server = await startMailServer();
    const mailer = createMailer(server.url, FOYER);
    const id = await post({ sensitive: true });
    await sendOnce(mailer, id);
    const { state, subject, textBody, htmlBody, wipedAt } = await rowOf(id);
    assert.deepEqual([state, subject, textBody, htmlBody, wipedAt !== null], ['sent', MAIL.subject, '', '', true]);
    assert.equal(server.received[0]?.text, MAIL.text);
    mailer.close();
    await clear();
  });

  test('without a mail server keeps it for reading', async () => {
    const id = await post({ sensitive: true });
    await sendOnce(createMailer(undefined, FOYER), id);
    const { state, sentAt, textBody } = await rowOf(id);
    assert.deepEqual([state, sentAt, textBody], ['kept', null, MAIL.text]);
    await clear();
  });

  test('that is not there any more is no error', async () => {
    await sendOnce(createMailer(undefined, 'x'), 999_999);
  });

  test('does not happen once its link is dead', async () => {
    const server = await startMailServer();
    const mailer = createMailer(server.url, FOYER);
    const late = await post({ sensitive: true, validUntil: Date.now() - 1000 });
    const timely = await post({ sensitive: true, validUntil: Date.now() + 60_000 });
    await sendOnce(mailer, late);
    await sendOnce(mailer, timely);
    assert.deepEqual(
      [(await rowOf(late)).state, (await rowOf(late)).textBody, (await rowOf(timely)).state, server.received.length],
      ['expired', '', 'sent', 1],
    );
    mailer.close();
    await clear();
  });

  test('that the server refuses for good is not tried again, and keeps the server’s words', async () => {
    const server = await startMailServer();
    const mailer = createMailer(server.url, FOYER);
    server.refuse({ code: 550, words: 'No such mailbox', at: 'recipient' });
    const id = await post();
    await db.deleteFrom('jobs').execute();
    await sendOnce(mailer, id);
    const { state, fault, lastError } = await rowOf(id);
    assert.deepEqual(
      [state, fault, /550 No such mailbox/.test(lastError ?? ''), await jobsOf()],
      ['failed', 'refused', true, []],
    );
    mailer.close();
    await clear();
  });

  test('that the server refuses for now is tried again, with the same Message-ID, and given up after three days', async () => {
    const server = await startMailServer();
    const mailer = createMailer(server.url, FOYER);
    server.refuse({ code: 451, words: 'Greylisted' });
    const id = await post();
    await db.deleteFrom('jobs').execute();
    await sendOnce(mailer, id);
    const first = await rowOf(id);
    assert.deepEqual([first.state, first.fault, first.attempts, (await jobsOf()).length], ['delayed', 'busy', 1, 1]);
    await sendOnce(mailer, id);
    assert.deepEqual(
      [(await rowOf(id)).attempts, (await jobsOf()).length, (await rowOf(id)).messageId],
      [2, 1, first.messageId],
    );
    await db
      .updateTable('mails')
      .set({ queuedAt: new Date(Date.now() - 73 * 3_600_000) })
      .execute();
    await db.deleteFrom('jobs').execute();
    await sendOnce(mailer, id);
    assert.deepEqual([(await rowOf(id)).state, (await rowOf(id)).fault, await jobsOf()], ['failed', 'given_up', []]);
    mailer.close();
    await clear();
  });

  test('that was taken before the connection broke comes a second time, and can be told by its Message-ID', async () => {
    const server = await startMailServer();
    const mailer = createMailer(server.url, FOYER);
    server.refuse({ hangUp: true, after: 'taking' });
    const id = await post();
    await sendOnce(mailer, id);
    assert.deepEqual([(await rowOf(id)).state, (await rowOf(id)).fault], ['delayed', 'unreachable']);
    server.refuse(null);
    await sendOnce(mailer, id);
    assert.equal((await rowOf(id)).state, 'sent');
    const ids = server.received.map(({ headers }) => headers['message-id']);
    assert.deepEqual([ids.length, new Set(ids).size], [2, 1]);
    mailer.close();
    await clear();
  });

  test('one that is refused holds up no other', async () => {
    const server = await startMailServer();
    const mailer = createMailer(server.url, FOYER);
    server.refuse({ code: 552, words: 'Too large' }, (to) => to === 'full@example.org');
    const bad = await post({ to: 'full@example.org' });
    for (let n = 0; n < 20; n += 1) await post({ to: `guest${n}@example.org` });
    await work(mailer, async () => (await countIn('sent')) === 20 && (await jobsOf()).length === 0);
    assert.deepEqual(
      [(await rowOf(bad)).state, server.received.length, server.mostConnections() <= MAILS_AT_ONCE],
      ['failed', 20, true],
    );
    mailer.close();
    await clear();
  });

  test('waits for a server that is away, and all go out once when it is back', async () => {
    const server = await startMailServer();
    const mailer = createMailer(server.url, FOYER);
    await server.stop();
    for (let n = 0; n < 8; n += 1) await post({ to: `guest${n}@example.org` });
    await work(mailer, async () => (await countIn('delayed')) === 8);
    assert.deepEqual(
      [...new Set((await db.selectFrom('mails').select('fault').execute()).map(({ fault }) => fault))],
      ['unreachable'],
    );
    // All but one would wait for an hour; the first that goes through hurries the others.
    await db
      .updateTable('jobs')
      .set({ runAt: new Date(Date.now() + 3_600_000) })
      .execute();
    await db
      .updateTable('jobs')
      .set({ runAt: new Date(0) })
      .where('id', '=', (await db.selectFrom('jobs').select('id').executeTakeFirstOrThrow()).id)
      .execute();
    await server.start();
    await work(mailer, async () => (await countIn('sent')) === 8);
    assert.deepEqual(
      server.received.flatMap(({ to }) => to).sort(),
      Array.from({ length: 8 }, (_, n) => `guest${n}@example.org`),
    );
    mailer.close();
    await clear();
  });

  test('that lost its job gets another, and old ones are forgotten', async () => {
    const [open, done, old] = [await post(), await post(), await post()];
    const dead = {
      sensitive: true,
      validUntil: Date.now() - 1,
      attachments: [{ fileName: 'a', contentType: 'text/plain', bytes: Buffer.from('a') }],
    };
    const [kept, withdrawn] = [await post(dead), await post(dead)];
    await db.updateTable('mails').set({ state: 'sent' }).where('id', 'in', [done, old]).execute();
    await db.updateTable('mails').set({ state: 'kept' }).where('id', '=', kept).execute();
    assert.equal(await withdrawMails(database.ctx(), [withdrawn, done]), 1);
    await db
      .updateTable('mails')
      .set({ createdAt: new Date(Date.now() - 91 * 86_400_000) })
      .where('id', '=', old)
      .execute();
    await db.deleteFrom('jobs').execute();
    assert.deepEqual([await resumeMails(db), await resumeMails(db)], [1, 0]);
    assert.deepEqual(await jobsOf(), [
      { queue: SEND_MAIL_QUEUE, coalesceKey: `mail:${open}`, payload: { mailId: open } },
    ]);
    await forgetMails(db);
    assert.deepEqual(
      (await db.selectFrom('mails').select('id').orderBy('id').execute()).map(({ id }) => id),
      [open, done, kept, withdrawn],
    );
    assert.deepEqual(
      [(await rowOf(kept)).textBody, (await rowOf(withdrawn)).textBody, (await rowOf(open)).textBody],
      ['', '', MAIL.text],
    );
    assert.deepEqual(await db.selectFrom('mailAttachments').select('mailId').execute(), []);
    await clear();
  });
});

test('every mail to somebody who is gone is forgotten, and no other', async () => {
  await post({ to: 'Gone@example.org' });
  const other = await post({ to: 'gone@example.org.example' });
  await forgetMailsTo(database.ctx(), 'gone@example.org');
  assert.deepEqual(await db.selectFrom('mails').select('id').execute(), [{ id: other }]);
  await clear();
});

test('what a refusal means is read from its code and from what it answers', () => {
  const fault = (parts: object): string => readFault(Object.assign(new Error('x'), parts));
  assert.deepEqual(
    [
      fault({ code: 'ESOCKET', command: 'CONN' }),
      fault({ code: 'EDNS' }),
      fault({ code: 'ETLS', command: 'STARTTLS' }),
      fault({ code: 'EPROTOCOL', responseCode: 554, command: 'CONN' }),
      fault({ code: 'EAUTH', responseCode: 535 }),
      fault({ code: 'EENVELOPE', responseCode: 530, command: 'MAIL FROM' }),
      fault({ code: 'EENVELOPE', responseCode: 550, command: 'MAIL FROM' }),
      fault({ code: 'EENVELOPE', responseCode: 550, command: 'RCPT TO' }),
      fault({ code: 'EENVELOPE', responseCode: 450, command: 'RCPT TO' }),
      fault({ code: 'EMESSAGE', responseCode: 554, command: 'DATA' }),
      fault({ code: 'EMESSAGE', responseCode: 452, command: 'DATA' }),
      fault({ code: 'EENVELOPE', command: 'API' }),
      fault({ responseCode: 421, command: 'RCPT TO' }),
    ],
    [
      'unreachable',
      'unreachable',
      'unreachable',
      'unreachable',
      'sign_in',
      'sign_in',
      'sender',
      'refused',
      'busy',
      'refused',
      'busy',
      'refused',
      'unreachable',
    ],
  );
});

test('pauses grow to four hours', () => {
  assert.deepEqual(
    [1, 2, 3, 8, 50].map((n) => pauseAfter(n, 1) / 1000),
    [5, 30, 120, 14_400, 14_400],
  );
  assert.equal(pauseAfter(1, 0), 3750);
});

describe('checking the mail server', () => {
  test('says through whom mails go, and sends none', async () => {
    const server = await startMailServer();
    assert.equal(
      await createMailer(server.url, FOYER).check(),
      `sent by SMTP through ${new URL(server.url).host}, not encrypted, without signing in`,
    );
    const guarded = await startMailServer({ account: { user: 'foyer', pass: 'secret' }, tls: true });
    assert.equal(
      await createMailer(`${guarded.url}?tls.rejectUnauthorized=false`, FOYER).check(),
      `sent by SMTP through ${new URL(guarded.url).host}, encrypted, signed in`,
    );
    await assert.rejects(createMailer(guarded.url, FOYER).check(), /certificate/);
    assert.deepEqual([server.received, guarded.received], [[], []]);
  });

  test('of a server that does not answer, or does not know us, says so', async () => {
    const server = await startMailServer({ account: { user: 'foyer', pass: 'secret' } });
    const strange = server.url.replace('secret', 'wrong');
    const nobody = 'smtp://127.0.0.1:1';
    await assert.rejects(
      createMailer(nobody, 'x').check(),
      (error) =>
        error instanceof Unavailable &&
        /^The mail server 127\.0\.0\.1:1 does not take us: .*ECONNREFUSED.* Check SMTP_URL\.$/.test(error.message),
    );
    await assert.rejects(
      createMailer(strange, 'x').check(),
      (error) => error instanceof Unavailable && /535/.test(error.message) && !error.message.includes('wrong'),
    );
  });

  test('can send a trial mail past the outbox, and says what the server said', async () => {
    const server = await startMailServer();
    const words = { subject: 'Trial', text: 'Words', html: '<p>Words</p>' };
    assert.match(
      await sendTrial(server.url, FOYER, { to: 'me@example.org', ...words }),
      /^sent to me@example\.org; the server says: 250 /,
    );
    assert.deepEqual(
      server.received.map(({ to, subject }) => [to, subject]),
      [[['me@example.org'], 'Trial']],
    );
    server.refuse({ code: 550, words: 'Never heard of', at: 'recipient' });
    await assert.rejects(
      sendTrial(server.url, FOYER, { to: 'you@example.org', ...words }),
      (error) => error instanceof Unavailable && /Never heard of/.test(error.message),
    );
    await assert.rejects(sendTrial(server.url, FOYER, { to: 'a@example.org, b@example.org', ...words }), Invalid);
    await assert.rejects(sendTrial(undefined, FOYER, { to: 'a@example.org', ...words }), Invalid);
    assert.deepEqual(await db.selectFrom('mails').select('id').execute(), []);
  });

  test('without one says that mails are kept', async () => {
    assert.equal(await createMailer(undefined, 'x').check(), 'kept, not sent (SMTP_URL is not set)');
  });
});
