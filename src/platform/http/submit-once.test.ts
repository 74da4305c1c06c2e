import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { createTestDatabase } from '#testing/database.ts';
import { Conflict } from '../errors.ts';
import { forgetAttempts } from '../forget-attempts.ts';
import { textField } from './form-fields.ts';
import { submitOnce } from './submit-once.ts';

const database = await createTestDatabase();
const somebody = (userId: string) =>
  database.ctx({ kind: 'user', userId, name: 'Ada', email: 'ada@lantern.example', administrator: false });
const schema = z.object({ name: textField(10, { required: 'Enter a name' }) });

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

/** Sends forms one after another or at once, and says what was made of each. */
function maker() {
  const made: string[] = [];
  const send = (fields: Record<string, string>, ctx = somebody('ada'), fails?: Error) =>
    submitOnce(ctx, { form: formOf(fields), schema }, async (_, { name }) => {
      if (fails) throw fails;
      made.push(name);
      return name;
    });
  return { made, send };
}

test('a form that is sent twice makes one thing, also where both come at once', async () => {
  const { made, send } = maker();
  const answers = await Promise.all([1, 2, 3].map(() => send({ name: 'Hall', once: 'a' })));
  assert.deepEqual(
    [
      made,
      answers.filter(({ ok }) => ok).length,
      answers.filter((answer) => answer.ok && answer.value === 'Hall').length,
    ],
    [['Hall'], 3, 1],
  );
});

test('what was changed, comes from another page or from somebody else is another thing', async () => {
  const { made, send } = maker();
  await send({ name: 'One', once: 'b' });
  await send({ name: 'Two', once: 'b' });
  await send({ name: 'One', once: 'c' });
  await send({ name: 'One', once: 'b' }, somebody('bea'));
  await send({ name: 'One' });
  await send({ name: 'One' });
  assert.deepEqual(made, ['One', 'Two', 'One', 'One', 'One', 'One']);
});

test('a form that was refused can be sent again as it is', async () => {
  const { made, send } = maker();
  const refused = await send({ name: '', once: 'd' });
  const hindered = await send(
    { name: 'Late', once: 'd' },
    somebody('ada'),
    new Conflict('Somebody was faster', 'taken'),
  );
  assert.deepEqual([refused.ok, hindered.ok, made], [false, false, []]);
  assert.deepEqual(await send({ name: 'Late', once: 'd' }), { ok: true, value: 'Late' });
});

test('what was sent is forgotten with the counts of tries', async () => {
  const { send } = maker();
  await send({ name: 'Hall', once: 'e' });
  await forgetAttempts({ ...database.ctx(), now: Date.now() + 2 * 24 * 3_600_000 });
  assert.deepEqual(await database.db.selectFrom('rateLimits').select('key').execute(), []);
});
