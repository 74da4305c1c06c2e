import assert from 'node:assert/strict';
import { test } from 'node:test';
import { postMail } from '#platform/mailer.ts';
import { Forbidden } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { sendAgain } from './send-again.ts';

const database = await createTestDatabase();

test('an administrator sends a mail again, and the organizer whom it concerns can see that', async () => {
  const ctx = database.ctx();
  const organizer = await makeOrganizer(ctx);
  await transact(ctx, (ctx) =>
    postMail(ctx, {
      to: 'guest@example.org',
      subject: 'Hello',
      text: 'Words',
      html: '',
      kind: 'test',
      organizerId: organizer.organizerId,
    }),
  );
  const { id } = await database.db.selectFrom('mails').select('id').executeTakeFirstOrThrow();
  await database.db.updateTable('mails').set({ state: 'failed' }).execute();
  await database.db.deleteFrom('jobs').execute();
  const owner = database.ctx(await makeUser(ctx, { organizer, role: 'owner' }));
  await assert.rejects(sendAgain(owner, id), Forbidden);
  await sendAgain(database.ctx(await makeUser(ctx, undefined, true)), id);
  const entry = await database.db
    .selectFrom('auditEntries')
    .select(['organizerId', 'subject', 'asAdministrator'])
    .where('action', '=', 'mail.resend')
    .executeTakeFirstOrThrow();
  assert.deepEqual(entry, { organizerId: organizer.organizerId, subject: `mail ${id}: Hello`, asAdministrator: true });
  assert.deepEqual(
    [
      (await database.db.selectFrom('mails').select('state').executeTakeFirstOrThrow()).state,
      (await database.db.selectFrom('jobs').select('coalesceKey').execute()).length,
    ],
    ['waiting', 1],
  );
});
