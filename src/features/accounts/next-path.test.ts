import assert from 'node:assert/strict';
import { test } from 'node:test';
import { safePath } from './next-path.ts';

const PLACES = [
  '/',
  '/manage',
  '/manage/lamps?all=1#top',
  '/invitations/abc%2Fdef',
  '/e/lantern-days?q=a%20b',
  '/account/keys',
];
const TRAPS = [
  '',
  null,
  undefined,
  'manage',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/%2f%2fevil.example',
  '/%2Fevil.example',
  '/%5cevil.example',
  '/%5C/evil.example',
  '/\t/evil.example',
  '/%09/evil.example',
  '\n//evil.example',
  '/\n/evil.example',
  '/%0d%0aset-cookie:a=b',
  'https://evil.example',
  'http:evil.example',
  'javascript:alert(1)',
  'data:text/html,x',
  '/.//evil.example',
  '/a/..//evil.example',
  '/%2e//evil.example',
  '/%2e%2e//evil.example',
  '//@evil.example',
  ' //evil.example',
  `/${'a'.repeat(3000)}`,
  '/sign-in?next=/sign-in',
  '/sign-up',
  '/auth/enter?token=a',
  '/manage/sign-out',
];

for (const place of PLACES)
  test(`a sign-in leads on to ${place}`, () => assert.equal(safePath(place, '/account'), place));

for (const trap of TRAPS)
  test(`a sign-in does not lead on to ${JSON.stringify(trap)?.slice(0, 60)}`, () =>
    assert.equal(safePath(trap, '/account'), '/account'));
