import assert from 'node:assert/strict';
import { test } from 'node:test';
import { webAddress, webLinks } from './web-address.ts';

test('an address is http or https with a host, and nothing else is one', () => {
  const good = ['https://example.org/a?b#c', 'HTTP://example.org', 'https://user@example.org:8443/'];
  assert.deepEqual(good.map(webAddress), good);
  assert.equal(webAddress('  https://example.org '), 'https://example.org');
  const bad = [
    '',
    ' ',
    'example.org',
    '/media/1/abc',
    'javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'mailto:ada@example.org',
    'ftp://example.org',
    'https://',
    'https:///x',
    'https://[',
    null,
    undefined,
  ];
  assert.deepEqual(
    bad.map(webAddress),
    bad.map(() => ''),
  );
});

test('of links those stay that browsers follow', () => {
  const notes = { title: 'Notes', url: 'https://example.org/notes' };
  assert.deepEqual(webLinks([notes, { title: 'Trap', url: 'javascript:alert(1)' }]), [notes]);
});
