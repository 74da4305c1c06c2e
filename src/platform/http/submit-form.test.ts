import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { z } from 'zod';
import { createTestDatabase } from '#testing/database.ts';
import { Conflict, Forbidden, Invalid } from '../errors.ts';
import { problemOf } from '../i18n/problem.ts';
import { checkField, localTimeField, momentField, textField, webAddressField, wholeField } from './form-fields.ts';
import { submitEdit, submitForm } from './submit-form.ts';

const database = await createTestDatabase();

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

const room = z.object({
  name: textField(10, { required: 'Enter a name' }),
  seats: wholeField(0, 500),
  open: checkField,
});

describe('a form that is sent', () => {
  test('is handed on as plain data', async () => {
    const done = await submitForm(
      { locale: 'en' },
      formOf({ name: '  Hall  ', seats: ' 80 ', open: 'on' }),
      room,
      async (input) => input,
    );
    assert.deepEqual(done, { ok: true, value: { name: 'Hall', seats: 80, open: true } });
  });

  test('comes back with what is wrong, by field, and everything that was typed', async () => {
    let acted = false;
    const done = await submitForm(
      { locale: 'en' },
      formOf({ name: ' ', seats: 'many', note: 'kept' }),
      room,
      async () => {
        acted = true;
      },
    );
    assert.deepEqual(
      [done, acted],
      [
        {
          ok: false,
          status: 422,
          state: {
            entries: { name: ' ', seats: 'many', note: 'kept' },
            problems: { name: 'Enter a name', seats: 'Enter a whole number from 0 to 500' },
            message: 'Check the fields below',
            conflicts: [],
          },
        },
        false,
      ],
    );
  });

  test('comes back with what the use case finds wrong', async () => {
    const done = await submitForm({ locale: 'en' }, formOf({ name: 'Hall' }), room, async () => {
      throw new Invalid('There is a Hall already', [{ where: 'name', message: 'Choose another name' }]);
    });
    assert.deepEqual(done, {
      ok: false,
      status: 422,
      state: {
        entries: { name: 'Hall' },
        problems: { name: 'Choose another name' },
        message: 'There is a Hall already',
        conflicts: [],
      },
    });
  });

  test('is answered in the reader’s language, with its values', async () => {
    const done = await submitForm({ locale: 'ar' }, formOf({ name: 'Hall', seats: '501' }), room, async () => {});
    assert.deepEqual(done.ok || [done.state.problems, done.state.message], [
      { seats: 'أدخل عددًا صحيحًا من 0 إلى 500' },
      'راجع الحقول أدناه',
    ]);
  });

  test('comes back where the state of things does not allow it', async () => {
    const done = await submitForm({ locale: 'en' }, formOf({ name: 'Hall' }), room, async () => {
      throw new Conflict('It is closed');
    });
    assert.deepEqual(done, {
      ok: false,
      status: 409,
      state: { entries: { name: 'Hall' }, problems: {}, message: 'It is closed', code: 'conflict', conflicts: [] },
    });
  });

  test('passes on what is not about the form', async () => {
    await assert.rejects(
      submitForm({ locale: 'en' }, formOf({ name: 'Hall' }), room, async () => {
        throw new Forbidden('No');
      }),
      Forbidden,
    );
  });
});

describe('a form that edits', () => {
  const schema = z.object({ name: textField(20), city: textField(20) });

  async function edit(fields: Record<string, string>, stored: Record<string, string>) {
    const saved: unknown[] = [];
    const steps: string[] = [];
    const done = await submitEdit(database.ctx(), {
      form: formOf(fields),
      schema,
      lock: async (ctx) => void steps.push(ctx.unit ? 'locked inside' : 'locked outside'),
      current: async () => {
        steps.push('read');
        return stored;
      },
      save: async (_ctx, input) => void saved.push(input),
    });
    return { done, saved, steps };
  }
  const base = JSON.stringify({ name: 'Lantern', city: 'Porto' });

  test('locks, then reads, in one transaction', async () => {
    const { steps } = await edit({ base, name: 'Lantern', city: 'Porto' }, { name: 'Lantern', city: 'Porto' });
    assert.deepEqual(steps, ['locked inside', 'read']);
  });

  test('keeps what others changed meanwhile', async () => {
    const { saved } = await edit({ base, name: 'Lamps', city: 'Porto' }, { name: 'Lantern', city: 'Lisbon' });
    assert.deepEqual(saved, [{ name: 'Lamps', city: 'Lisbon' }]);
  });

  test('asks where both changed the same, and writes nothing', async () => {
    const { done, saved } = await edit({ base, name: 'Lamps', city: 'Faro' }, { name: 'Lights', city: 'Porto' });
    assert.deepEqual(saved, []);
    assert.deepEqual(done, {
      ok: false,
      status: 409,
      state: {
        entries: { name: 'Lamps', city: 'Faro' },
        problems: {},
        message: 'Someone else changed this while you were editing. Choose what to keep.',
        conflicts: [{ field: 'name', base: 'Lantern', mine: 'Lamps', theirs: 'Lights' }],
        base: { name: 'Lights', city: 'Porto' },
      },
    });
  });

  test('asks with what others changed elsewhere already in it, so that the answer takes nothing back', async () => {
    const stored = { name: 'Lights', city: 'Lisbon' };
    const { done } = await edit({ base, name: 'Lamps', city: 'Porto' }, stored);
    assert.ok(!done.ok);
    assert.deepEqual([done.state.entries, done.state.base], [{ name: 'Lamps', city: 'Lisbon' }, stored]);
    const { saved } = await edit({ ...done.state.entries, base: JSON.stringify(done.state.base) }, stored);
    assert.deepEqual(saved, [{ name: 'Lamps', city: 'Lisbon' }]);
  });

  test('takes mine or theirs as answered', async () => {
    const again = { base: JSON.stringify({ name: 'Lights', city: 'Porto' }), name: 'Lamps', city: 'Faro' };
    const stored = { name: 'Lights', city: 'Porto' };
    assert.deepEqual((await edit({ ...again, 'resolve.name': 'mine' }, stored)).saved, [
      { name: 'Lamps', city: 'Faro' },
    ]);
    assert.deepEqual((await edit({ ...again, 'resolve.name': 'theirs' }, stored)).saved, [
      { name: 'Lights', city: 'Faro' },
    ]);
  });

  test('takes a base that is no base for none', async () => {
    for (const broken of ['', 'no json', '[1]', 'null', '"text"']) {
      assert.deepEqual((await edit({ base: broken, name: 'Lamps', city: 'Faro' }, { name: 'X', city: 'Y' })).saved, [
        { name: 'Lamps', city: 'Faro' },
      ]);
    }
  });
});

describe('fields', () => {
  const read = (schema: z.ZodType, text: string | undefined) => {
    const parsed = schema.safeParse(text);
    return parsed.success ? parsed.data : parsed.error.issues.map(problemOf)[0]?.message;
  };

  test('whole numbers', () => {
    const seats = wholeField(1, 9);
    assert.deepEqual(
      ['', ' 7 ', '1', '9', '0', '10', '1.5', '1e1', 'x', undefined].map((text) => read(seats, text)),
      [null, 7, 1, 9, ...Array.from({ length: 5 }, () => 'Enter a whole number from 1 to 9'), null],
    );
  });

  test('local times', () => {
    assert.deepEqual(
      ['', '2027-05-08T09:30', '2027-05-08T09:30:15', 'tomorrow'].map((text) => read(localTimeField, text)),
      [null, '2027-05-08T09:30', '2027-05-08T09:30', 'Enter a date and time, such as 2027-05-08T09:30'],
    );
  });

  test('web addresses', () => {
    const advice = 'Enter the whole address, beginning with https://';
    assert.deepEqual(
      ['', ' https://a.example/x ', 'HTTP://a.example', 'a.example', 'javascript:alert(1)', 'https://'].map((text) =>
        read(webAddressField, text),
      ),
      ['', 'https://a.example/x', 'HTTP://a.example', advice, advice, advice],
    );
  });
});

test('a date that nobody may set is refused beside its field, whatever the zone, and one within the years is taken', async () => {
  const schema = z.object({ at: momentField('America/New_York'), local: localTimeField });
  const far = ['9999-12-31T23:59', '0000-01-01T00:00', '0001-01-01T00:00', '1969-12-31T23:59', '2201-01-01T00:00'];
  for (const text of far) {
    const done = await submitForm({ locale: 'en' }, formOf({ at: text, local: text }), schema, async (input) => input);
    assert.deepEqual(
      done.ok || done.state.problems,
      { at: 'Choose a time between 1970 and 2200', local: 'Choose a time between 1970 and 2200' },
      text,
    );
  }
  const day = await submitForm(
    { locale: 'en' },
    formOf({ at: '2027-02-30T10:00', local: '2027-02-30T10:00' }),
    schema,
    async (input) => input,
  );
  assert.deepEqual(day.ok || day.state.problems, { at: 'This date does not exist', local: 'This date does not exist' });
  const taken = await submitForm(
    { locale: 'en' },
    formOf({ at: '2200-12-30T18:00', local: '2200-12-31T23:59' }),
    schema,
    async (input) => input,
  );
  assert.deepEqual(taken, { ok: true, value: { at: Date.UTC(2200, 11, 30, 23), local: '2200-12-31T23:59' } });
});
