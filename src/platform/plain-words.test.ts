import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
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
  const told = Object.fromEntries((error?.issues ?? []).map(({ path, message }) => [path.join('.'), message]));
  assert.deepEqual(told, {
    missing: 'This is missing',
    number: 'This has to be a number',
    short: 'This has to be at least 3 characters',
    long: 'This may be at most 3 characters',
    list: 'This has to be at least 2 entries',
    choice: 'Send one of "one", "two"',
    email: 'Write an e-mail address, such as ada@example.org',
    pattern: 'This is not written as it has to be',
    either: 'This cannot be used',
    steps: 'This has to be a multiple of 5',
    own: 'Words of the schema stay',
    '': 'There is no such field: extra',
  });
});
