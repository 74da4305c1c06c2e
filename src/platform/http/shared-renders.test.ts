import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnswer } from './page-cache.ts';
import { SharedRenders } from './shared-renders.ts';

const answer = createAnswer({ headers: {}, body: Buffer.from('page') });

test('a reader who comes while an answer is being made gets that one', async () => {
  const renders = new SharedRenders();
  const making = Promise.withResolvers<typeof answer>();
  renders.offer('/', 1, making.promise);
  const joined = renders.find('/', 1);
  making.resolve(answer);
  assert.equal(await joined, answer);
});

test('after a change nobody joins what began before it', () => {
  const renders = new SharedRenders();
  renders.offer('/', 1, new Promise(() => {}));
  assert.equal(renders.find('/', 2), undefined);
});

test('what is finished or for another address is not offered', async () => {
  const renders = new SharedRenders();
  renders.offer('/', 1, Promise.resolve(answer));
  assert.equal(renders.find('/other', 1), undefined);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(renders.find('/', 1), undefined);
});

test('a failure tells those who wait to have their own made', async () => {
  const renders = new SharedRenders();
  const making = Promise.withResolvers<typeof answer>();
  renders.offer('/', 1, making.promise);
  const joined = renders.find('/', 1);
  making.reject(new Error('no'));
  assert.equal(await joined, undefined);
});
