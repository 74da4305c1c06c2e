import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Cookies } from '@sveltejs/kit';
import { setRuntime } from '#platform/runtime.ts';
import { forgetBrowser, giveBrowser, readBrowser } from './browser-cookie.ts';

after(() => setRuntime(undefined));

function jar() {
  const set: [string, string, object][] = [];
  const cookies = {
    get: (name: string) => set.findLast(([known]) => known === name)?.[1],
    set: (name: string, value: string, options: object) => set.push([name, value, options]),
    delete: (name: string, options: object) => set.push([name, '', options]),
  } as unknown as Cookies;
  return { set, cookies };
}

for (const [url, name, secure] of [
  ['https://foyer.example', '__Host-foyer-with', true],
  ['http://localhost:3000', 'foyer-with', false],
] as const) {
  test(`at ${url} the cookie is ${name}, for no script, gone in an hour and when it is forgotten`, () => {
    setRuntime({ config: { url } } as never);
    const { set, cookies } = jar();
    giveBrowser(cookies, 'abc');
    assert.deepEqual(set, [[name, 'abc', { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: 2400 }]]);
    assert.equal(readBrowser(cookies), 'abc');
    forgetBrowser(cookies);
    assert.equal(readBrowser(cookies), '');
  });
}
