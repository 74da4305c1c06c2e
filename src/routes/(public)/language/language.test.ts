import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GET } from './+server.ts';

/** Where the choice of a language leads back to. */
async function leadsTo(back: string): Promise<string> {
  const url = new URL(`https://foyer.example/language?${new URLSearchParams({ to: 'ar', back })}`);
  try {
    await GET({ url, cookies: { set: () => {} } } as never);
  } catch (thrown) {
    return (thrown as { location: string }).location;
  }
  return 'nowhere';
}

test('the choice of a language leads back to a page of this site and nowhere else', async () => {
  assert.equal(await leadsTo('/e/lantern-days?day=2'), '/e/lantern-days?day=2');
  for (const back of [
    '/.//evil.example',
    '/x/..//evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/%2e//evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '',
  ])
    assert.equal(await leadsTo(back), '/', back);
});
