import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTransport } from 'nodemailer';
import { startMailServer } from './mail-server.ts';

const MAIL = {
  from: '"Zoë, of the House" <house@example.org>',
  to: 'guest@example.org',
  subject: 'Ticket für Zoë 🏮 and a subject that is long enough to be folded over more than one line',
  text: 'Hello Zoë,\n.\nhttps://example.org/a=b\n',
  html: '<p>Hello Zoë</p>',
};

test('the mail server of the tests reads back what was sent, and refuses what it is told to', async () => {
  const server = await startMailServer();
  const transport = createTransport(server.url);
  await transport.sendMail(MAIL);
  const [mail] = server.received;
  assert.deepEqual(
    [mail?.from, mail?.to, mail?.subject, mail?.text, mail?.html],
    ['house@example.org', ['guest@example.org'], MAIL.subject, MAIL.text, MAIL.html],
  );
  assert.equal(mail?.headers.from, 'Zoë, of the House <house@example.org>');
  server.refuse({ code: 451, words: 'Later' }, (to) => to === 'guest@example.org');
  await assert.rejects(transport.sendMail(MAIL), /451 Later/);
  await transport.sendMail({ ...MAIL, to: 'other@example.org' });
  server.refuse({ code: 550, at: 'recipient' });
  await assert.rejects(transport.sendMail(MAIL), /550/);
  server.refuse({ hangUp: true, after: 'taking' });
  await assert.rejects(transport.sendMail(MAIL));
  assert.equal(server.received.length, 3);
  server.refuse(null);
  await server.stop();
  await assert.rejects(transport.sendMail(MAIL), /ECONNREFUSED/);
  await server.start();
  await transport.sendMail(MAIL);
  assert.deepEqual([server.received.length, server.attempts()], [4, 5]);
});

test('it asks for a sign-in where it was told so', async () => {
  const server = await startMailServer({ account: { user: 'foyer', pass: 'secret' }, tls: true });
  await assert.rejects(createTransport(server.url).sendMail(MAIL), /self-signed|certificate/);
  await createTransport({ url: server.url, tls: { rejectUnauthorized: false } }).sendMail(MAIL);
  await assert.rejects(
    createTransport({ url: server.url.replace('secret', 'wrong'), tls: { rejectUnauthorized: false } }).sendMail(MAIL),
    /535/,
  );
});
