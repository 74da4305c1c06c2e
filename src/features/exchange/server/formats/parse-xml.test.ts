import assert from 'node:assert/strict';
import test from 'node:test';
import { readConference } from '../read-conference.ts';
import type { ReadLimits } from './read-limits.ts';

function read(xml: string, limits?: Partial<ReadLimits>): Promise<unknown> {
  return readConference(new TextEncoder().encode(xml), { limits });
}

function refuses(xml: string, code: string, where: string, limits?: Partial<ReadLimits>): Promise<void> {
  return assert.rejects(
    read(xml, limits),
    (error: { name: string; code: string; problems: { where: string }[]; message: string }) => {
      assert.deepEqual([error.name, error.code, error.problems[0]?.where], ['Invalid', code, where]);
      assert.match(error.message, /^[A-Z"].*[.]$/s);
      return true;
    },
  );
}

test('a document type declaration is refused, whatever is in it', async () => {
  await refuses('<!DOCTYPE schedule><schedule/>', 'doctype', 'line 1');
  const laughs =
    '<?xml version="1.0"?>\n<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>\n<schedule>&b;</schedule>';
  await refuses(laughs, 'doctype', 'line 2');
  const outside = '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/hostname">]><schedule>&x;</schedule>';
  await refuses(outside, 'doctype', 'line 1');
});

test('XML that is not well-formed is refused with its line', async () => {
  await refuses('<schedule>\n<a></b>\n</schedule>', 'not_well_formed', 'line 2');
  await refuses('<schedule>\n\n<conference>', 'not_well_formed', 'line 3');
  await refuses('<schedule>\n&nope;</schedule>', 'not_well_formed', 'line 2');
  await refuses('<schedule a="1" a="2"/>', 'not_well_formed', 'line 1');
});

test('elements nest no deeper than the limit', async () => {
  await refuses(`<schedule>${'<a>'.repeat(64)}${'</a>'.repeat(64)}</schedule>`, 'too_deep', 'line 1');
  await assert.rejects(read(`<schedule>${'<a>'.repeat(63)}${'</a>'.repeat(63)}</schedule>`), { code: 'no_event' });
});

test('elements and attributes are counted', async () => {
  await refuses(`<schedule>${'<a/>'.repeat(50)}</schedule>`, 'too_large', 'line 1', { elements: 50 });
  const attributes = Array.from({ length: 65 }, (_, at) => `a${at}="1"`).join(' ');
  await refuses(`<schedule ${attributes}/>`, 'too_large', 'line 1');
  const each = '<a b="1" c="1" d="1" e="1"/>';
  await refuses(`<schedule>${each.repeat(16)}</schedule>`, 'too_large', 'line 1', { elements: 20 });
});

test('reading stops when its time is up', async () => {
  await refuses(`<schedule>${'<a/>'.repeat(2_000)}</schedule>`, 'too_large', 'line 1', { milliseconds: -1 });
});

test('other XML is refused by the name of its outermost element', async () => {
  await refuses('<html><body/></html>', 'unknown_format', 'file');
  await refuses('<rss version="2.0"/>', 'unknown_format', 'file');
});

test('an encoding nobody knows is refused', async () => {
  await refuses('<?xml version="1.0" encoding="klingon-1"?><schedule/>', 'unknown_encoding', 'line 1');
});
