import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type LinkTerms, readLink, signLink } from './sign-link.ts';

const SECRET = 'a secret of more than thirty-two characters';
const NOW = 1_800_000_000_000;
const sign = (terms: LinkTerms): URL => new URL(signLink(SECRET, terms, NOW + 60_000), 'http://localhost');
const get: LinkTerms = { method: 'GET', key: 'media/x.png', disposition: 'attachment; filename="a b.png"' };
const put: LinkTerms = { method: 'PUT', key: 'uploads/x', bytes: 5 };
const invalid = { name: 'Forbidden', code: 'link_invalid' };

describe('a signed link', () => {
  test('says what it allows, until it expires', () => {
    for (const terms of [get, put]) {
      assert.deepEqual(readLink(SECRET, sign(terms), NOW), terms);
      assert.deepEqual(readLink(SECRET, sign(terms), NOW + 59_999), terms);
      assert.throws(() => readLink(SECRET, sign(terms), NOW + 60_000), { name: 'Forbidden', code: 'link_expired' });
    }
  });

  test('is refused when anything in it was changed, added or left out', () => {
    for (const terms of [get, put]) {
      const link = sign(terms);
      for (const [name, value] of [...link.searchParams]) {
        const changed = new URL(link);
        changed.searchParams.set(
          name,
          name === 'signature' ? `${value.startsWith('A') ? 'B' : 'A'}${value.slice(1)}` : `${value}0`,
        );
        assert.throws(() => readLink(SECRET, changed, NOW), invalid, name);
        const shorter = new URL(link);
        shorter.searchParams.delete(name);
        assert.throws(() => readLink(SECRET, shorter, NOW), invalid, name);
      }
      const longer = new URL(link);
      longer.searchParams.append('bytes', '99');
      assert.throws(() => readLink(SECRET, longer, NOW), invalid);
      assert.throws(() => readLink(SECRET, new URL(link.href.replace('x', 'y')), NOW), invalid);
      assert.throws(() => readLink('another secret of more than thirty characters', sign(terms), NOW), invalid);
    }
  });

  test('of one kind is never one of the other', () => {
    const turned = sign(put);
    turned.searchParams.set('method', 'GET');
    assert.throws(() => readLink(SECRET, turned, NOW), invalid);
  });
});
