import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { problemOf } from './i18n/problem.ts';
import './plain-words.ts';

test('nobody reads the words of the library, whatever is wrong', () => {
  const shape = z.strictObject({
    missing: z.string(),
    number: z.number(),
    short: z.string().min(3),
    long: z.string().max(3),
    list: z.array(z.string()).min(2),
    choice: z.enum(['one', 'two']),
    email: z.email(),
    pattern: z.string().regex(/^a$/),
    either: z.union([z.string(), z.number()]),
    steps: z.number().multipleOf(5),
    own: z.string().min(3, 'Words of the schema stay'),
  });
  const given = { number: '5', short: 'a', long: 'abcd', list: ['a'], choice: 'three', email: 'x', pattern: 'b' };
  const { error } = shape.safeParse({ ...given, either: true, steps: 7, own: '', extra: 1 });
  const problems = (error?.issues ?? []).map(problemOf);
  const messages = Object.fromEntries(problems.map(({ where, message }) => [where, message]));
  assert.deepEqual(messages, {
    missing: 'This is required',
    number: 'Enter a number',
    short: 'Use at least 3 characters',
    long: 'Use at most 3 characters',
    list: 'Give at least 2 entries',
    choice: 'Use one of one, two',
    email: 'Enter an email address, such as ada@example.org',
    pattern: 'This is not in the expected format',
    either: 'This value cannot be used',
    steps: 'Use a multiple of 5',
    own: 'Words of the schema stay',
    '': 'There is no field called extra',
  });
});
