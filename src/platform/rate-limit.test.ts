import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createTestDatabase } from '#testing/database.ts';
import { forgetAttempts } from './forget-attempts.ts';
import { forgiveRate, limitRate, networkOf, TooMany } from './rate-limit.ts';
import { transact } from './transact.ts';

const database = await createTestDatabase();
const START = Date.parse('2027-05-08T08:00:00Z');
const at = (seconds: number) => ({ ...database.ctx(), now: START + seconds * 1000 });
const LIMIT = { attempts: 3, seconds: 60 };

describe('a limit of three tries a minute', () => {
  test('lets three through and says when the fourth may come', async () => {
    for (const second of [0, 5, 10]) await limitRate(at(second), 'three', LIMIT);
    await assert.rejects(limitRate(at(20), 'three', LIMIT), {
      name: 'TooMany',
      status: 429,
      code: 'too_many',
      retryAfter: 40,
      message: 'This was tried too often. Try again in 40 seconds.',
    });
    await limitRate(at(60), 'three', LIMIT);
  });

  test('says long waits in minutes', async () => {
    const long = { attempts: 1, seconds: 3600 };
    await limitRate(at(0), 'long', long);
    await assert.rejects(limitRate(at(1), 'long', long), {
      message: 'This was tried too often. Try again in 60 minutes.',
    });
  });

  test('counts each key by itself', async () => {
    for (const key of ['one', 'two', 'one', 'two', 'one', 'two']) await limitRate(at(0), key, LIMIT);
    await assert.rejects(limitRate(at(0), 'one', LIMIT), TooMany);
  });

  test('lets exactly three of fifty through that come at once', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => limitRate(at(0), 'crowd', LIMIT)));
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 3);
  });

  test('forgets what is forgiven', async () => {
    for (const second of [0, 1, 2]) await limitRate(at(second), 'forgiven', LIMIT);
    await forgiveRate(at(3), 'forgiven');
    await limitRate(at(4), 'forgiven', LIMIT);
  });

  test('is refused inside a transaction, which would take the count back', async () => {
    await assert.rejects(
      transact(at(0), (ctx) => limitRate(ctx, 'inside', LIMIT)),
      TypeError,
    );
  });
});

test('an address of IPv6 stands for its whole /64, one of IPv4 for itself', () => {
  const stands = (address: string) => [address, networkOf(address)];
  assert.deepEqual(
    [
      '2001:db8:1:2:aaaa::1',
      '2001:db8:1:2:bbbb:cccc:dddd:eeee',
      '2001:0DB8:1:2::',
      '2001:db8:1:3::1',
      '2001:db8::1',
      'fe80::1%eth0',
      '::1',
      '::',
      '::ffff:192.0.2.7',
      '192.0.2.7',
      '',
    ].map(stands),
    [
      ['2001:db8:1:2:aaaa::1', '2001:db8:1:2::/64'],
      ['2001:db8:1:2:bbbb:cccc:dddd:eeee', '2001:db8:1:2::/64'],
      ['2001:0DB8:1:2::', '2001:db8:1:2::/64'],
      ['2001:db8:1:3::1', '2001:db8:1:3::/64'],
      ['2001:db8::1', '2001:db8:0:0::/64'],
      ['fe80::1%eth0', 'fe80:0:0:0::/64'],
      ['::1', '0:0:0:0::/64'],
      ['::', '0:0:0:0::/64'],
      ['::ffff:192.0.2.7', '192.0.2.7'],
      ['192.0.2.7', '192.0.2.7'],
      ['', ''],
    ],
  );
});

test('the port that some proxies write behind an address opens no new share, nor does another spelling of IPv4', () => {
  const spellings = [
    '192.0.2.7:51234',
    '192.0.2.7:51235',
    '[::ffff:192.0.2.7]:443',
    '::ffff:c000:207',
    '::FFFF:C000:0207',
    '0:0:0:0:0:ffff:192.0.2.7',
  ];
  assert.deepEqual(
    spellings.map(networkOf),
    spellings.map(() => '192.0.2.7'),
  );
  assert.deepEqual(
    ['[2001:db8:1:2::9]:8080', '[2001:db8:1:2::7]', '"[2001:db8:1:2::7]:1"'].map(networkOf),
    Array.from({ length: 3 }, () => '2001:db8:1:2::/64'),
  );
  assert.deepEqual(['unknown', '_hidden:80', 'unix:'].map(networkOf), ['unknown', '_hidden:80', 'unix:']);
});

test('every night, counts go that limit nothing any more, and the others stay', async () => {
  await database.db.deleteFrom('rateLimits').execute();
  await limitRate(at(0), 'yesterday', LIMIT);
  await limitRate(at(3600), 'today', LIMIT);
  await forgetAttempts(at(24 * 3600 + 1));
  assert.deepEqual(await database.db.selectFrom('rateLimits').select('key').execute(), [{ key: 'today' }]);
});

test('a limit that would look back further than counts are kept is refused', async () => {
  await assert.rejects(limitRate(at(0), 'week', { attempts: 1, seconds: 7 * 24 * 3600 }), RangeError);
});
