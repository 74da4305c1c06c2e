import assert from 'node:assert/strict';
import { test } from 'node:test';
import { breakable } from './breakable.ts';
import { renderPdf } from './render-pdf.ts';

const template =
  '#let d = json(bytes(sys.inputs.data))\n#set document(title: d.title)\n#set text(font: ("Atkinson Hyperlegible Next", "Noto Sans Arabic", "Noto Emoji"), lang: "en")\n= #d.title\n#d.text';
const at = Date.parse('2027-05-08T08:00:00Z');
const text = (pdf: Uint8Array): string => Buffer.from(pdf).toString('latin1');

test('a document is tagged, says that it is PDF/UA-1, and has its language', async () => {
  const pdf = text(await renderPdf({ template, data: { title: 'One', text: 'Words' }, at }));
  assert.equal(pdf.startsWith('%PDF-1.7'), true);
  const said = [
    /<pdfuaid:part>1<\/pdfuaid:part>/,
    /\/Marked true/,
    /\/Lang \(en\)/,
    /\/CreationDate \(D:20270508080000Z\)/,
    /\/DisplayDocTitle true/,
  ].filter((words) => words.test(pdf));
  assert.equal(said.length, 5);
});

test('the same data gives the same bytes, also from a new thread of work', async () => {
  const input = { template, data: { title: 'Same', text: 'Words' }, at };
  const first = await renderPdf(input);
  assert.equal(await renderPdf(input), first);
  const other = await renderPdf({ ...input, template: `${template}\n` });
  assert.equal(Buffer.from(other).equals(Buffer.from(first)), true);
});

test('words that look like markup or code are words', async () => {
  for (const hostile of [
    '#import "/etc/passwd"',
    ']"}) #panic("out")',
    '*b* _i_ `c` $x$ <l> @r',
    '\\u{1F600} \\',
    '"',
    '"; read("/etc/passwd")',
    '\0\u0007',
  ]) {
    const pdf = await renderPdf({ template, data: { title: 'Hostile', text: breakable(hostile) }, at });
    assert.equal(text(pdf).startsWith('%PDF-'), true, hostile);
  }
});

test('a letter that no font has does not stop the document', async () => {
  const pdf = await renderPdf({
    template,
    data: { title: 'Rare', text: 'Ada \u{1F468}‍\u{1F469}‍\u{1F467} محمد \u{E000} \u{10FFFD} 王' },
    at,
  });
  assert.equal(text(pdf).startsWith('%PDF-'), true);
});

test('a template that is wrong says so, and the next document is set all the same', async () => {
  await assert.rejects(renderPdf({ template: '#nothing', data: {}, at }), /unknown variable: nothing/);
  assert.equal(text(await renderPdf({ template, data: { title: 'After', text: '' }, at })).startsWith('%PDF-'), true);
});

test('many at once are all answered, while the process goes on with other things', async () => {
  let rounds = 0;
  const clock = setInterval(() => {
    rounds += 1;
  }, 1);
  const all = Array.from({ length: 60 }, (_, n) =>
    renderPdf({ template, data: { title: `Number ${n}`, text: 'Words '.repeat(2000) }, at }),
  );
  const pdfs = await Promise.all(all).finally(() => clearInterval(clock));
  assert.equal(new Set(pdfs.map((pdf) => Buffer.from(pdf).toString('base64'))).size, 60);
  assert.equal(rounds > 5, true, `${rounds} turns`);
});

test('a very long word may be broken, an ordinary one is left alone', () => {
  assert.equal(breakable('Ordinary words\nstay'), 'Ordinary words stay');
  assert.equal(breakable('x'.repeat(26)), `${'x'.repeat(8)}\u200B${'x'.repeat(8)}\u200B${'x'.repeat(8)}\u200Bxx`);
});
