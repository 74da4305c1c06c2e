import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_BRAND } from '#platform/color.ts';
import { SaxesParser } from 'saxes';
import sharp from 'sharp';
import { processorTime } from '#testing/processor-time.ts';
import { ogImageSvg, ogOverlaySvg } from '#ui/og-image.ts';
import { ogImagePng, ogPictureJpeg } from '#ui/og-image-png.ts';

const WISH = {
  title: 'Lantern Assembly 2027',
  when: 'Thu 3 to Sat 5 June 2027',
  where: 'The Old Granary, Porto',
  seed: 'lantern-assembly-2027',
  brand: DEFAULT_BRAND,
};

test('the picture is a PNG of 1200 by 630 and the same each time', async () => {
  const [one, other] = [await ogImagePng(WISH), await ogImagePng(WISH)];
  const { format, width, height } = await sharp(one).metadata();
  assert.deepEqual({ format, width, height }, { format: 'png', width: 1200, height: 630 });
  assert.deepEqual(one, other);
});

test('it is drawn in less than a fifth of a second of a processor once the fonts are read', async () => {
  await ogImagePng(WISH);
  const times: number[] = [];
  for (let i = 0; i < 3; i++) {
    const start = processorTime();
    await ogImagePng({ ...WISH, seed: `seed ${i}` });
    times.push(processorTime() - start);
  }
  assert.ok(Math.min(...times) < 200, `${times}`);
});

test('Latin titles are drawn as paths without any text left to a font', () => {
  for (const title of ['Lantern Assembly', 'Zażółć gęślą jaźń', 'Hội nghị Ánh Đèn']) {
    assert.equal(/<text/.test(ogImageSvg({ ...WISH, title })), false, title);
  }
});

test('a title in a script the fonts lack is left to the machine, right-to-left where it runs so', () => {
  const arabic = ogImageSvg({ ...WISH, title: 'ملتقى الفوانيس' });
  assert.equal([...arabic.matchAll(/<text[^>]*>([^<]*)/g)].map((m) => m[1]).join(' '), 'ملتقى الفوانيس');
  assert.equal(/direction="rtl"/.test(arabic), true);
  const japanese = ogImageSvg({ ...WISH, title: '灯籠の集い' });
  assert.equal([...japanese.matchAll(/<text[^>]*>([^<]*)/g)].map((m) => m[1]).join(''), '灯籠の集い');
  assert.equal(/direction="rtl"/.test(japanese), false);
});

test('any title gives well-formed XML without NaN', () => {
  const titles = [
    '',
    ' ',
    'A',
    '<b>&"',
    'word '.repeat(80),
    'Unbreakable'.repeat(12),
    'مرحبا '.repeat(40),
    '👋 Hello',
    '\u0000',
  ];
  for (const title of titles) {
    const svg = ogImageSvg({ ...WISH, title, where: title });
    const parser = new SaxesParser();
    parser.on('error', (error) => {
      throw error;
    });
    parser.write(svg).close();
    assert.equal(/NaN|undefined/.test(svg), false, title);
  }
});

test('a picture of the organiser\u2019s is cropped around its point and carries the words', async () => {
  const halves = await sharp({ create: { width: 600, height: 900, channels: 3, background: '#ffffff' } })
    .composite([
      { input: { create: { width: 600, height: 450, channels: 3, background: '#2040e0' } }, left: 0, top: 450 },
    ])
    .png()
    .toBuffer();
  const drawn = await ogPictureJpeg({ bytes: halves, focal: { x: 0.5, y: 0.9 } }, WISH);
  const { data, info } = await sharp(drawn).raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([info.width, info.height], [1200, 630]);
  // At the right edge the picture is as it was: its lower half, which is blue. On the left words read on the dark.
  const at = (x: number, y: number): number[] => [
    ...data.subarray((y * info.width + x) * info.channels, (y * info.width + x) * info.channels + 3),
  ];
  assert.equal(
    at(1195, 315).every((part, i) => Math.abs(part - ([0x20, 0x40, 0xe0][i] as number)) < 24),
    true,
    `${at(1195, 315)}`,
  );
  assert.equal(
    at(20, 315).every((part) => part < 70),
    true,
    `${at(20, 315)}`,
  );
});

test('a cancelled event is marked, on its poster and on the organiser\u2019s picture', () => {
  for (const [plain, marked] of [
    [ogImageSvg(WISH), ogImageSvg({ ...WISH, mark: 'Cancelled' })],
    [ogOverlaySvg(WISH), ogOverlaySvg({ ...WISH, mark: 'Cancelled' })],
  ] as const) {
    assert.equal(plain.includes('#b31553'), false);
    assert.equal(marked.includes('#b31553'), true);
    assert.equal(/<text/.test(marked), false);
  }
});
