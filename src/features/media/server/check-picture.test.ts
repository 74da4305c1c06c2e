import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { Invalid } from '#platform/errors.ts';
import { processorTime } from '#testing/processor-time.ts';
import { checkPicture } from './check-picture.ts';
import { PICTURE_LIMITS } from './read-picture.ts';

const plain = (width: number, height: number, channels: 3 | 4 = 3) =>
  sharp({
    create: { width, height, channels, background: { r: 200, g: 40, b: 40, alpha: channels === 4 ? 0.5 : 1 } },
    limitInputPixels: false,
  });
const noisy = sharp({
  create: {
    width: 400,
    height: 300,
    channels: 3,
    background: '#000',
    noise: { type: 'gaussian', mean: 128, sigma: 40 },
  },
});

/** Milliseconds of a processor and the reason of a refusal. */
async function refusal(bytes: Uint8Array): Promise<{ reason: string; ms: number }> {
  const begun = processorTime();
  try {
    await checkPicture(bytes);
  } catch (error) {
    assert.equal(error instanceof Invalid && error.code, 'picture_refused');
    return {
      reason: (error as Error).message,
      ms: processorTime() - begun,
    };
  }
  throw new assert.AssertionError({ message: 'it was taken' });
}

const early = 'Part of this picture is missing. Upload it again.';

describe('a picture', () => {
  test('of each type is known by its bytes', async () => {
    for (const format of ['jpeg', 'png', 'gif', 'webp', 'avif'] as const) {
      const { contentType, width, height, bare } = await checkPicture(await plain(64, 48).toFormat(format).toBuffer());
      assert.deepEqual(
        { contentType, width, height, bare },
        { contentType: `image/${format}`, width: 64, height: 48, bare: true },
      );
    }
  });

  test('has the sizes of its upright self', async () => {
    for (let orientation = 1; orientation <= 8; orientation += 1) {
      const { width, height, bare } = await checkPicture(
        await plain(60, 40).withMetadata({ orientation }).jpeg().toBuffer(),
      );
      assert.deepEqual([width, height, bare], orientation < 5 ? [60, 40, false] : [40, 60, false]);
    }
  });

  test('is announced by its colour and a tiny copy', async () => {
    const { color, placeholder } = await checkPicture(await plain(640, 320).png().toBuffer());
    assert.equal(color, '#c82828');
    const { width, height, format } = await sharp(
      Buffer.from(placeholder.split(',')[1] as string, 'base64'),
    ).metadata();
    assert.deepEqual(
      { width, height, format, short: placeholder.length < 250 },
      { width: 16, height: 8, format: 'webp', short: true },
    );
  });

  test('that is see-through is announced by nothing', async () => {
    const { color, placeholder } = await checkPicture(await plain(64, 48, 4).png().toBuffer());
    assert.deepEqual([color, placeholder], ['', '']);
  });

  test('of one pixel, of one row, and with something behind its end is taken', async () => {
    const tail = Buffer.concat([await plain(3, 2).png().toBuffer(), Buffer.from('<script>alert(1)</script>')]);
    const files = [await plain(1, 1).png().toBuffer(), await plain(3000, 1).jpeg().toBuffer(), tail];
    const sizes = await Promise.all(
      files.map(async (file) => checkPicture(file).then(({ width, height }) => `${width}x${height}`)),
    );
    assert.deepEqual(sizes, ['1x1', '3000x1', '3x2']);
  });
});

describe('refused, and why:', () => {
  test('what ends early', async () => {
    for (const format of ['jpeg', 'png', 'webp', 'gif', 'avif'] as const) {
      const whole = await noisy.clone().toFormat(format).toBuffer();
      const { reason } = await refusal(whole.subarray(0, Math.floor(whole.byteLength / 2)));
      assert.match(
        reason,
        format === 'jpeg' || format === 'png'
          ? /^Part of this picture is missing. Upload it again.$/
          : /^(Part of this picture is missing|This picture is damaged)/,
      );
    }
    const whole = await noisy.clone().jpeg({ progressive: true }).toBuffer();
    assert.equal((await refusal(whole.subarray(0, -200))).reason, early);
  });

  test('what is damaged in the middle', async () => {
    const png = await noisy.clone().png().toBuffer();
    png.fill(0x55, Math.floor(png.byteLength / 2), Math.floor(png.byteLength / 2) + 400);
    assert.match((await refusal(png)).reason, /^(Part of this picture is missing|This picture is damaged)/);
  });

  test('more pixels than memory bears, at once', async () => {
    const bomb = await plain(12_000, 12_000).png({ compressionLevel: 9 }).toBuffer();
    const { reason, ms } = await refusal(bomb);
    assert.equal(reason, 'This picture has 12000 × 12000 pixels. Save it with at most 100 megapixels.');
    assert.equal(bomb.byteLength < 1_000_000 && ms < 500, true);
  });

  test('a header that claims what is not there, at once', async () => {
    const jpeg = await plain(16, 16).jpeg().toBuffer();
    const start = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
    jpeg.writeUInt16BE(65_500, start + 5);
    jpeg.writeUInt16BE(65_500, start + 7);
    const huge = await refusal(jpeg);
    jpeg.writeUInt16BE(9000, start + 5);
    jpeg.writeUInt16BE(9000, start + 7);
    const large = await refusal(jpeg);
    assert.deepEqual(
      [huge.reason, large.reason],
      [
        'This picture has 65500 × 65500 pixels. Save it with at most 100 megapixels.',
        'This picture is damaged: the file is too small for 9000 × 9000 pixels. Save it again as JPEG or PNG.',
      ],
    );
    assert.equal(huge.ms < 500 && large.ms < 500, true);
  });

  test('more bytes than anybody needs', async () => {
    const file = Buffer.concat([await plain(16, 16).jpeg().toBuffer(), Buffer.alloc(PICTURE_LIMITS.bytes)]);
    assert.equal((await refusal(file)).reason, 'This picture is 67 MB. Save it with at most 67 MB.');
  });

  test('SVG, web pages, nothing, and a file that only begins like a picture', async () => {
    const files = [
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      '<html></html>',
      '',
      '\x89PNG\r\n\x1a\n',
      'GIF89a',
      '\xff\xd8\xff',
    ];
    const reasons = await Promise.all(files.map(async (text) => (await refusal(Buffer.from(text, 'latin1'))).reason));
    assert.deepEqual(reasons.slice(0, 3), [
      'This is an SVG drawing, which can contain scripts. Save it as JPEG, PNG, WebP, AVIF or GIF.',
      'This file is a web page, not a picture. Choose another one.',
      'This file is empty. Choose another one.',
    ]);
    for (const reason of reasons.slice(3))
      assert.match(reason, /^(Part of this picture is missing|This picture is damaged)/);
  });
});

test('text that unpacks to a gigabyte inside a picture costs neither time nor memory', async () => {
  const png = await plain(10, 10).png().toBuffer();
  const packed = deflateSync(Buffer.alloc(256 * 1024 * 1024));
  const chunk = (type: string): Buffer => {
    const body = Buffer.concat([Buffer.from(`${type}c\0\0`), packed]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(body.byteLength - 4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  for (const type of ['zTXt', 'iCCP']) {
    const begun = processorTime();
    const before = process.memoryUsage().rss;
    const { width } = await checkPicture(Buffer.concat([png.subarray(0, 33), chunk(type), png.subarray(33)]));
    assert.deepEqual(
      [width, processorTime() - begun < 2000, process.memoryUsage().rss - before < 200_000_000],
      [10, true, true],
    );
  }
});

test('many pictures at once are read one after the other', async () => {
  const file = await plain(4000, 4000, 4).png({ compressionLevel: 9 }).toBuffer();
  const found = await Promise.all(Array.from({ length: 6 }, () => checkPicture(file)));
  assert.deepEqual(
    found.map(({ width }) => width),
    Array(6).fill(4000),
  );
});
