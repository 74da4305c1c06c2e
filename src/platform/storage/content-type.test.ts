import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { processorTime } from '#testing/processor-time.ts';
import { detectContentType, HEAD_BYTES, mediaTypeOf } from './content-type.ts';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const ftyp = (major: string, ...others: string[]): Buffer =>
  Buffer.concat([
    Buffer.from([0, 0, 0, 16 + 4 * others.length]),
    latin1(`ftyp${major}\0\0\0\0${others.join('')}`),
    Buffer.alloc(64),
  ]);

/** A zip's local entries, stored; the rest of an archive is not looked at. */
function zip(...entries: [name: string, text: string][]): Buffer {
  return Buffer.concat(
    entries.map(([name, text]) => {
      const head = Buffer.alloc(30);
      head.writeUInt32LE(0x04034b50);
      head.writeUInt16LE(20, 4);
      head.writeUInt32LE(text.length, 18);
      head.writeUInt32LE(text.length, 22);
      head.writeUInt16LE(name.length, 26);
      return Buffer.concat([head, latin1(name + text)]);
    }),
  );
}

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const OOXML = 'application/vnd.openxmlformats-officedocument';
const CASES: [what: string, bytes: Uint8Array | string, type: string][] = [
  ['nothing', '', 'inode/x-empty'],
  ['one byte', Buffer.from([0x89]), 'application/octet-stream'],
  ['a picture', PNG, 'image/png'],
  ['a picture with a page behind it', Buffer.concat([PNG, latin1('<html><script>alert(1)</script>')]), 'image/png'],
  ['a PDF', '%PDF-1.7\n', 'application/pdf'],
  ['words', 'just words', 'text/plain; charset=utf-8'],
  ['words in Arabic', 'فوانيس', 'text/plain; charset=utf-8'],
  ['words with a mark of UTF-8', '\ufeffwords', 'text/plain; charset=utf-8'],
  ['words in UTF-16', Buffer.from('\ufeffwords and words', 'utf16le'), 'text/plain; charset=utf-16le'],
  [
    'words in UTF-16, the other way round',
    Buffer.from('\ufeffwords and words', 'utf16le').swap16(),
    'text/plain; charset=utf-16be',
  ],
  ['words in Latin 1', latin1('caf\xe9 au lait\n'), 'text/plain; charset=iso-8859-1'],
  ['words as Windows writes them', latin1('\x93caf\xe9\x94 au lait\n'), 'text/plain; charset=windows-1252'],
  ['a page', '<!DOCTYPE html><html><script>alert(1)</script></html>', 'text/html; charset=utf-8'],
  ['a page after a long comment', `<!-- ${'x'.repeat(9000)} --><html></html>`, 'text/html; charset=utf-8'],
  [
    'a page that says its charset',
    latin1('<!DOCTYPE html><html><meta charset="shift_jis"><p>\x83t\x83H</p></html>'),
    'text/html; charset=shift_jis',
  ],
  ['XML', '<?xml version="1.0"?><schedule/>', 'text/xml; charset=utf-8'],
  [
    'XML that says its charset',
    latin1('<?xml version="1.0" encoding="iso-8859-15"?><a>\xa4</a>'),
    'text/xml; charset=iso-8859-15',
  ],
  ['a drawing', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml'],
  [
    'a drawing after a long comment',
    `<?xml version="1.0"?>\n<!-- ${'x'.repeat(9000)} -->\n<svg xmlns="http://www.w3.org/2000/svg"/>`,
    'image/svg+xml',
  ],
  [
    'a drawing with a prefix',
    '<?xml version="1.0"?><s:svg xmlns:s="http://www.w3.org/2000/svg"><s:script>alert(1)</s:script></s:svg>',
    'image/svg+xml',
  ],
  [
    'a drawing behind entities',
    '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg">&x;</svg>',
    'image/svg+xml',
  ],
  ['a calendar', 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n', 'text/calendar; charset=utf-8'],
  [
    'a calendar after a mark of UTF-8',
    '\ufeffBEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n',
    'text/calendar; charset=utf-8',
  ],
  ['a calendar after an empty line', '\nBEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n', 'text/calendar; charset=utf-8'],
  ['a card', 'begin:vcard\r\nversion:4.0\r\nend:vcard\r\n', 'text/vcard; charset=utf-8'],
  ['a table', 'a,b,c\n1,"x, y",3\n4,5,6\n7,8,9\n', 'text/csv; charset=utf-8'],
  ['JSON', '{"a": [1, 2.5e3, null, "x"]}', 'application/json'],
  ['JSON, and a mark of UTF-8', '\ufeff{"a": 1}', 'application/json'],
  ['JSON that is broken', '{"a": [1, 2', 'text/plain; charset=utf-8'],
  [
    'JSON longer than is looked at',
    JSON.stringify(Array.from({ length: 200_000 }, (_, i) => ({ i, words: 'a "quoted" word', nothing: null }))),
    'application/json',
  ],
  ['braces longer than are looked at', `{ ${'this is no JSON. '.repeat(80_000)}`, 'text/plain; charset=utf-8'],
  [
    'a word processor\u2019s file',
    zip(['[Content_Types].xml', '<Types/>'], ['_rels/.rels', '<R/>'], ['word/document.xml', '<d/>']),
    `${OOXML}.wordprocessingml.document`,
  ],
  [
    'slides whose parts come in another order',
    zip(
      ['ppt/presentation.xml', '<p/>'],
      ['_rels/.rels', '<R/>'],
      ['docProps/app.xml', '<p/>'],
      ['[Content_Types].xml', '<Types/>'],
    ),
    `${OOXML}.presentationml.presentation`,
  ],
  [
    'an OpenDocument file',
    zip(['mimetype', 'application/vnd.oasis.opendocument.presentation'], ['content.xml', '<c/>']),
    'application/vnd.oasis.opendocument.presentation',
  ],
  ['an archive', zip(['events.json', '{}'], ['word/notes.txt', 'x']), 'application/zip'],
  [
    'an archive that calls itself a page',
    zip(['mimetype', 'text/html'], ['index.html', '<script>']),
    'application/zip',
  ],
  ['HEIC', ftyp('heic', 'mif1', 'heic'), 'image/heic'],
  ['HEIC by its second brand', ftyp('mif1', 'heic'), 'image/heic'],
  ['AVIF by its second brand', ftyp('mif1', 'avif'), 'image/avif'],
  ['sound', ftyp('M4A ', 'M4A ', 'mp42'), 'audio/mp4'],
];

describe('the type of a file comes from its bytes', () => {
  for (const [what, bytes, type] of CASES)
    test(what, async () =>
      assert.equal(await detectContentType(typeof bytes === 'string' ? Buffer.from(bytes) : bytes), type),
    );

  test('from its beginning, where there is more', async () => {
    const words = Buffer.concat([Buffer.alloc(HEAD_BYTES - 1, 'x'), Buffer.from('é and more')]);
    assert.equal(await detectContentType(words), 'text/plain; charset=utf-8');
    assert.equal(await detectContentType(words.subarray(0, HEAD_BYTES)), 'text/plain; charset=utf-8');
  });

  test('within a second, whatever they are made of', async () => {
    for (const unit of ['<!--', '<!doctype [', ']', '{"', '"\\', '[', '<?', ' ', 'PK\u0003\u0004', '\n']) {
      const bytes = Buffer.from(
        `${unit.startsWith('P') ? unit : `<!doctype a [${unit}`}${unit.repeat(HEAD_BYTES / unit.length)}`,
      );
      for (const given of [bytes, Buffer.from(unit.repeat(HEAD_BYTES / unit.length))]) {
        const before = processorTime();
        await detectContentType(given);
        assert.equal(processorTime() - before < 1000, true, JSON.stringify(unit));
      }
    }
  });

  test('and its media type is what stands before the charset', () => {
    assert.deepEqual(['Text/HTML; charset=utf-8', 'image/png'].map(mediaTypeOf), ['text/html', 'image/png']);
  });
});
