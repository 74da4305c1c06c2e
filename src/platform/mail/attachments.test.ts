import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestDatabase } from '#testing/database.ts';
import { startMailServer } from '#testing/mail-server.ts';
import { createMailer, type Mail, postMail } from '../mailer.ts';
import { transact } from '../transact.ts';
import { ATTACHMENT_LIMITS } from './attachments.ts';

const database = await createTestDatabase();
const { db } = database;
const server = await startMailServer();
const mailer = createMailer(server.url, 'foyer@example.org');
const bytes = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7) % 256));
const mail = (values: Partial<Mail> = {}): Mail => ({
  to: 'ada@example.org',
  subject: 'Files',
  text: 'Words',
  html: '<p>Words</p>',
  kind: 'test',
  attachments: [{ fileName: 'tickets.pdf', contentType: 'application/pdf', bytes }],
  ...values,
});
const post = (values: Partial<Mail> = {}): Promise<number | null> =>
  transact(database.ctx(), (ctx) => postMail(ctx, mail(values)));
const kept = async (mailId: number | null) =>
  (
    await db
      .selectFrom('mailAttachments')
      .select('fileName')
      .where('mailId', '=', mailId ?? 0)
      .execute()
  ).length;

test('files arrive as they were, the same at every attempt, and go with words that let their reader in', async () => {
  const id = (await post({ sensitive: true })) as number;
  server.refuse({ code: 451 });
  await mailer.send(database.ctx(), id);
  assert.equal(await kept(id), 1);
  server.refuse(null);
  await mailer.send(database.ctx(), id);
  const [got, ...others] = server.received;
  assert.deepEqual(others, []);
  const part = got?.raw.split(/\r\n--/).find((one) => /filename=tickets\.pdf/.test(one)) ?? '';
  assert.match(part, /Content-Type: application\/pdf; name=tickets\.pdf/);
  assert.deepEqual(Buffer.from(part.slice(part.indexOf('\r\n\r\n')).replaceAll(/\s/g, ''), 'base64'), bytes);
  assert.equal(await kept(id), 0);
  // That they went along is known all the same.
  const files = (await db.selectFrom('mails').select('files').where('id', '=', id).executeTakeFirstOrThrow()).files;
  assert.deepEqual(files, [{ name: 'tickets.pdf', type: 'application/pdf', bytes: 5000 }]);
  mailer.close();
});

test('files of a mail that may be read stay as long as it does', async () => {
  const id = await post();
  await mailer.send(database.ctx(), id as number);
  assert.equal(await kept(id), 1);
  await db
    .deleteFrom('mails')
    .where('id', '=', id as number)
    .execute();
  assert.equal(await kept(id), 0);
  mailer.close();
});

test('more than a mail may carry is refused, and nothing is written', async () => {
  await assert.rejects(
    post({
      subject: 'Too much',
      attachments: [{ fileName: 'a', contentType: 'x/y', bytes: Buffer.alloc(ATTACHMENT_LIMITS.bytes + 1) }],
    }),
    TypeError,
  );
  assert.deepEqual(await db.selectFrom('mails').select('id').where('subject', '=', 'Too much').execute(), []);
});

test('of one fact there is one mail, however many post it at once; one that was rolled back stands in nobody’s way', async () => {
  await assert.rejects(
    transact(database.ctx(), async (ctx) => {
      await postMail(ctx, mail({ fact: 'order:1' }));
      throw new Error('no');
    }),
  );
  const posted = await Promise.all(Array.from({ length: 8 }, () => post({ fact: 'order:1' })));
  assert.equal(posted.filter((id) => id !== null).length, 1);
  const id = posted.find((one) => one !== null) as number;
  assert.equal(await kept(id), 1);
  const { n } = await db
    .selectFrom('jobs')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('coalesceKey', '=', `mail:${id}`)
    .executeTakeFirstOrThrow();
  assert.deepEqual(
    [n, (await db.selectFrom('mails').select('id').where('fact', '=', 'order:1').execute()).length],
    [1, 1],
  );
});
