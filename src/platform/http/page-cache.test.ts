import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, mock, test } from 'node:test';
import { type AnswerParts, chooseEncoding, createAnswer, isNotModified, PageCache } from './page-cache.ts';

const answer = (tags: string[], parts: Partial<AnswerParts> = {}) =>
  createAnswer({ headers: { 'Content-Type': 'text/html' }, body: Buffer.from('<p>x</p>'), tags, ...parts });

describe('dropping by tag', () => {
  test('forgets the answers with that tag and no others', () => {
    const cache = new PageCache();
    const kept = answer(['event:2', 'events']);
    cache.put('/e/1', cache.begin(), answer(['event:1', 'events']));
    cache.put('/e/2', cache.begin(), kept);
    cache.drop('event:1');
    assert.deepEqual([cache.get('/e/1'), cache.get('/e/2')], [undefined, kept]);
    cache.drop('events');
    assert.deepEqual([cache.get('/e/2'), cache.size], [undefined, { answers: 0, bytes: 0 }]);
    cache.drop('never heard of');
  });

  test('an answer begun before the drop is served but not kept', () => {
    const cache = new PageCache();
    const begun = cache.begin();
    cache.drop('event:1');
    const late = answer(['event:1']);
    assert.equal(cache.put('/e/1', begun, late), late);
    assert.equal(cache.get('/e/1'), undefined);
    const next = answer(['event:1']);
    cache.put('/e/1', cache.begin(), next);
    assert.equal(cache.get('/e/1'), next);
  });

  test('an answer begun before the drop of another tag is kept', () => {
    const cache = new PageCache();
    const begun = cache.begin();
    cache.drop('event:2');
    const made = answer(['event:1']);
    cache.put('/e/1', begun, made);
    assert.equal(cache.get('/e/1'), made);
  });

  test('holds for drops that were so many that single ones are not remembered', () => {
    const cache = new PageCache();
    const begun = cache.begin();
    cache.drop('event:1');
    for (let i = 0; i < 10_001; i += 1) cache.drop(`other:${i}`);
    cache.put('/e/1', begun, answer(['event:1']));
    assert.equal(cache.get('/e/1'), undefined);
  });

  test('a replaced answer no longer follows its old tags', () => {
    const cache = new PageCache();
    cache.put('/', cache.begin(), answer(['event:1']));
    const next = answer(['event:2']);
    cache.put('/', cache.begin(), next);
    cache.drop('event:1');
    assert.equal(cache.get('/'), next);
  });
});

test('dropping everything also holds for answers that were begun before', () => {
  const cache = new PageCache();
  cache.put('/a', cache.begin(), answer(['x']));
  const begun = cache.begin();
  cache.dropAll();
  cache.put('/b', begun, answer(['y']));
  assert.deepEqual([cache.get('/a'), cache.get('/b'), cache.size], [undefined, undefined, { answers: 0, bytes: 0 }]);
});

test('the oldest give way when the memory is used up, and what is too large is not kept at all', () => {
  const cache = new PageCache(100_000);
  const body = Buffer.alloc(10_000);
  for (let i = 0; i < 6; i += 1) cache.put(`/${i}`, cache.begin(), answer([], { body }));
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5].map((i) => cache.get(`/${i}`) !== undefined),
    [false, false, true, true, true, true],
  );
  assert.deepEqual(cache.size, { answers: 4, bytes: 4 * 21_024 });
  cache.put('/large', cache.begin(), answer([], { body: Buffer.alloc(12_501) }));
  assert.equal(cache.get('/large'), undefined);
  assert.equal(cache.size.answers, 4);
});

test('an answer ends at its time', () => {
  mock.timers.enable({ apis: ['Date', 'setTimeout'], now: 1_000_000 });
  const cache = new PageCache();
  cache.put('/short', cache.begin(), answer([], { ttlMs: 1000 }));
  cache.put('/usual', cache.begin(), answer([]));
  mock.timers.tick(1001);
  assert.deepEqual(
    [cache.get('/short') !== undefined, cache.get('/usual') !== undefined, cache.size.answers],
    [false, true, 1],
  );
  mock.timers.tick(59_000);
  assert.equal(cache.get('/usual'), undefined);
  mock.timers.reset();
});

describe('switched off', () => {
  test('it gives and keeps nothing', () => {
    const cache = new PageCache();
    cache.put('/a', cache.begin(), answer([]));
    cache.setEnabled(false);
    cache.put('/b', cache.begin(), answer([]));
    assert.deepEqual([cache.get('/a'), cache.get('/b')], [undefined, undefined]);
    cache.setEnabled(true);
    const made = answer([]);
    cache.put('/c', cache.begin(), made);
    assert.deepEqual([cache.get('/a'), cache.get('/b'), cache.get('/c')], [undefined, undefined, made]);
  });

  test('an answer begun meanwhile is not kept afterwards: what changed in that time was not heard', () => {
    const cache = new PageCache();
    cache.setEnabled(false);
    const begun = cache.begin();
    cache.setEnabled(true);
    cache.put('/a', begun, answer(['event:1']));
    assert.equal(cache.get('/a'), undefined);
  });
});

test('the same bytes have the same tag, others another', () => {
  const [a, b, c] = ['one', 'one', 'two'].map((text) => createAnswer({ headers: {}, body: Buffer.from(text) }).etag);
  assert.equal(a, b);
  assert.notEqual(a, c);
  assert.match(a ?? '', /^[\w-]{22}$/);
});

describe('the encoding', () => {
  const large = answer([], { body: Buffer.alloc(5000, 'x') });
  const cases: [accepted: string | undefined, chosen: string][] = [
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['br;q=0, gzip;q=0.1', 'gzip'],
    ['br;q=0.0,gzip;q=0.000', 'identity'],
    ['br; q=1.0', 'br'],
    ['identity', 'identity'],
    ['deflate', 'identity'],
    ['x-br', 'identity'],
  ];
  for (const [accepted, chosen] of cases)
    test(`for "${accepted}" is ${chosen}`, () => assert.equal(chooseEncoding(large, accepted), chosen));

  test('is plain for what is small or compressed already', () => {
    assert.equal(chooseEncoding(answer([]), 'br'), 'identity');
    const picture = createAnswer({ headers: { 'content-type': 'image/png' }, body: randomBytes(5000) });
    assert.equal(chooseEncoding(picture, 'br'), 'identity');
    const calendar = createAnswer({
      headers: { 'content-type': 'application/calendar+xml; charset=utf-8' },
      body: Buffer.alloc(5000),
    });
    assert.equal(chooseEncoding(calendar, 'br'), 'br');
  });
});

describe('the reader\u2019s copy', () => {
  const dated = answer([], { lastModified: Date.parse('2027-03-01T10:00:00.750Z') });
  const { etag } = dated;
  const cases: [name: string, match: string | undefined, since: string | undefined, good: boolean][] = [
    ['of the same tag is good', `"${etag}"`, undefined, true],
    ['in another encoding is good', `"${etag}-br"`, undefined, true],
    ['under a weak tag is good', `W/"${etag}-gzip"`, undefined, true],
    ['among several is good', `"other", "${etag}"`, undefined, true],
    ['under any tag is good', '*', undefined, true],
    ['of another tag is not good', '"other"', undefined, false],
    ['of another tag is not good, whatever its date', '"other"', 'Mon, 01 Mar 2027 12:00:00 GMT', false],
    ['of the same second is good', undefined, 'Mon, 01 Mar 2027 10:00:00 GMT', true],
    ['of a second before is not good', undefined, 'Mon, 01 Mar 2027 09:59:59 GMT', false],
    ['of no readable date is not good', undefined, 'yesterday', false],
    ['that is not named is not good', undefined, undefined, false],
  ];
  for (const [name, match, since, good] of cases)
    test(name, () => assert.equal(isNotModified(dated, match, since), good));
  test('by date is never good where the date of the answer is unknown', () => {
    assert.equal(isNotModified(answer([]), undefined, 'Mon, 01 Mar 2037 12:00:00 GMT'), false);
  });
});
