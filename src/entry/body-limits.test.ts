import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyLimit } from './body-limits.ts';

const COOKIE = 'foyer.session_token=x';
const MB = 1024 * 1024;

test('only pages that take files take more than half a megabyte, and only of who is signed in', () => {
  const cases: [url: string, cookie: string | undefined, bytes: number, explains: boolean][] = [
    ['/manage/demo/import', COOKIE, 300 * MB, false],
    ['/manage/demo/import?x=1', COOKIE, 300 * MB, false],
    ['/manage/demo/events/lanterns/look?/save', COOKIE, 40.5 * MB, true],
    ['/manage/demo/events/lanterns/speakers/3', COOKIE, 20.5 * MB, false],
    ['/account', COOKIE, 20.5 * MB, false],
    ['/manage/demo/settings', COOKIE, 20.5 * MB, false],
    ['/manage/demo/events/lanterns/lookout', COOKIE, MB / 2, false],
    ['/manage/demo', COOKIE, MB / 2, false],
    ['/api/v1/events', COOKIE, MB / 2, false],
    ['/manage/demo/import', undefined, MB / 2, false],
    ['/manage/demo/events/lanterns/look', 'other=1', MB / 2, false],
  ];
  for (const [url, cookie, bytes, explains] of cases)
    assert.deepEqual(bodyLimit(url, cookie), { bytes, explains }, url);
});
