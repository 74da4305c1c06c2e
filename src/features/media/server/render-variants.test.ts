import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { DEFAULT_SIZES, type PictureSize } from '../picture-sizes.ts';
import { renderVariants, type Variant, type WantedSize } from './render-variants.ts';

const size = (change: Partial<PictureSize> = {}): WantedSize => ({
  name: 'event-large',
  ...DEFAULT_SIZES['event-large'],
  ...change,
});
const square = (side: number, change: Partial<PictureSize> = {}): WantedSize =>
  size({ width: side, height: side, aspect: 'cropped', ...change });
type Colour = [red: number, green: number, blue: number];
const RED: Colour = [220, 20, 20];
const GREEN: Colour = [20, 200, 20];
const BLUE: Colour = [20, 20, 220];
const WHITE: Colour = [250, 250, 250];

/** A picture of four fields: red and green above, blue and white below. */
function fields(width: number, height: number): Sharp {
  const data = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i += 1) {
    const [left, above] = [i % width < width / 2, Math.floor(i / width) < height / 2];
    data.set(above ? (left ? RED : GREEN) : left ? BLUE : WHITE, i * 3);
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** Which of the four colours a place is, in parts of width and height. */
async function colourAt(body: Buffer, x: number, y: number): Promise<string> {
  const { data, info } = await sharp(body)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels;
  const distance = (colour: Colour): number =>
    colour.reduce((sum, part, i) => sum + Math.abs(part - (data[at + i] as number)), 0);
  const names = { red: RED, green: GREEN, blue: BLUE, white: WHITE };
  const [nearest] = Object.entries(names).sort(([, a], [, b]) => distance(a) - distance(b));
  return nearest && distance(nearest[1]) < 60 ? nearest[0] : `rgb(${data.subarray(at, at + 3).join()})`;
}

const corners = async (body: Buffer): Promise<string[]> =>
  Promise.all(
    [
      [0.2, 0.2],
      [0.8, 0.2],
      [0.2, 0.8],
      [0.8, 0.8],
    ].map(([x, y]) => colourAt(body, x as number, y as number)),
  );
const shown = (variants: Variant[]): string[] =>
  variants.map(({ format, width, height }) => `${format} ${width}x${height}`);

describe('a picture comes out', () => {
  test('in every format and size that is wanted, with the bytes that it claims to have', async () => {
    const variants = await renderVariants(await fields(1600, 800).jpeg().toBuffer(), [
      size({ width: 1300, height: 500 }),
      size({ width: 75, height: 30 }),
    ]);
    assert.deepEqual(shown(variants), [
      'avif 1000x500',
      'webp 1000x500',
      'jpeg 1000x500',
      'avif 60x30',
      'webp 60x30',
      'jpeg 60x30',
    ]);
    for (const { body, format, contentType, width, height } of variants) {
      const meta = await sharp(body).metadata();
      assert.deepEqual(
        [meta.format === 'heif' ? 'avif' : meta.format, meta.width, meta.height],
        [format, width, height],
      );
      assert.equal(contentType, `image/${format}`);
      assert.deepEqual(await corners(body), ['red', 'green', 'blue', 'white']);
    }
  });

  test('upright, whichever way the camera was held', async () => {
    const upright = await fields(300, 200).png().toBuffer();
    const held = {
      1: [0],
      2: [0, 'flop'],
      3: [180],
      4: [180, 'flop'],
      5: [270, 'flop'],
      6: [270],
      7: [90, 'flop'],
      8: [90],
    } as const;
    for (const [orientation, [angle, flop]] of Object.entries(held)) {
      const turned = await sharp(
        await sharp(upright)
          .flop(flop === 'flop')
          .toBuffer(),
      )
        .rotate(angle)
        .toBuffer();
      const bytes = await sharp(turned)
        .withMetadata({ orientation: Number(orientation) })
        .jpeg()
        .toBuffer();
      const [variant] = await renderVariants(bytes, [size({ width: 150, height: 150 })], { formats: 'plain' });
      assert.deepEqual(
        [orientation, variant?.width, variant?.height, await corners(variant?.body as Buffer)],
        [orientation, 150, 100, ['red', 'green', 'blue', 'white']],
      );
      assert.deepEqual(await corners(await sharp(bytes).autoOrient().toBuffer()), ['red', 'green', 'blue', 'white']);
    }
  });

  test('never larger than it went in', async () => {
    const tiny = await fields(40, 20).png().toBuffer();
    assert.deepEqual(shown(await renderVariants(tiny, [size(), square(500), square(16)], { formats: 'plain' })), [
      'jpeg 40x20',
      'jpeg 20x20',
      'jpeg 16x16',
    ]);
    assert.deepEqual(
      shown(await renderVariants(await fields(1, 1).png().toBuffer(), [size(), square(35)], { formats: 'plain' })),
      ['jpeg 1x1', 'jpeg 1x1'],
    );
  });

  test('cropped around its focal point', async () => {
    const wide = await fields(800, 200).jpeg({ quality: 95 }).toBuffer();
    for (const [x, expected] of [
      [0.1, ['red', 'red', 'blue', 'blue']],
      [0.5, ['red', 'green', 'blue', 'white']],
      [0.9, ['green', 'green', 'white', 'white']],
    ] as const) {
      const variants = await renderVariants(wide, [square(100), square(35)], { focal: { x, y: 0.5 } });
      for (const { body, width, height } of variants)
        assert.deepEqual([width === height, await corners(body)], [true, expected]);
    }
    const tall = await sharp(await fields(200, 800).rotate(270).jpeg({ quality: 95 }).toBuffer())
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 95 })
      .toBuffer();
    const [low] = await renderVariants(tall, [square(100)], { focal: { x: 0.5, y: 1 }, formats: 'plain' });
    assert.deepEqual(await corners(low?.body as Buffer), ['blue', 'white', 'blue', 'white']);
  });
});

describe('what goes in', () => {
  test('see-through stays so, as PNG beside AVIF and WebP', async () => {
    const logo = await sharp({
      create: { width: 400, height: 200, channels: 4, background: { r: 220, g: 20, b: 20, alpha: 0 } },
    })
      .composite([{ input: await fields(200, 100).png().toBuffer() }])
      .png()
      .toBuffer();
    const variants = await renderVariants(logo, [size({ width: 100, height: 100 })]);
    assert.deepEqual(shown(variants), ['avif 100x50', 'webp 100x50', 'png 100x50']);
    for (const { body } of variants) {
      const { data } = await sharp(body).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
      assert.deepEqual([(data[3] as number) < 8, (data[(25 * 100 + 50) * 4 + 3] as number) > 247], [true, true]);
    }
  });

  test('with transparency that hides nothing comes out as JPEG', async () => {
    assert.deepEqual(shown(await renderVariants(await fields(60, 40).ensureAlpha().png().toBuffer(), [size()])), [
      'avif 60x40',
      'webp 60x40',
      'jpeg 60x40',
    ]);
  });

  test('in the colours of print or of wide screens comes out in those of every screen', async () => {
    const files = [
      await fields(300, 200).toColourspace('cmyk').withIccProfile('cmyk').jpeg({ quality: 95 }).toBuffer(),
      await fields(300, 200).withIccProfile('p3').png().toBuffer(),
    ];
    assert.equal((await sharp(files[0]).metadata()).space, 'cmyk');
    const direct = await sharp(files[1], { ignoreIcc: true }).removeAlpha().raw().toBuffer();
    assert.notDeepEqual([...direct.subarray(0, 3)], RED);
    for (const file of files) {
      for (const { body, format } of await renderVariants(file, [size()])) {
        const { space, channels, icc } = await sharp(body).metadata();
        assert.deepEqual([format, space, channels, icc], [format, 'srgb', 3, undefined]);
      }
    }
    const [print, wide] = await Promise.all(
      files.map(async (file) =>
        corners((await renderVariants(file, [size({ quality: 95 })], { formats: 'plain' }))[0]?.body as Buffer),
      ),
    );
    assert.deepEqual(wide, ['red', 'green', 'blue', 'white']);
    assert.equal(print?.[3], 'white');
  });

  test('with 16 bits, grey, or grey and see-through comes out with 8 in sRGB', async () => {
    const grey = sharp({ create: { width: 90, height: 60, channels: 3, background: '#777' } });
    const files: [Buffer, string][] = [
      [await fields(90, 60).toColourspace('rgb16').png().toBuffer(), 'jpeg'],
      [await grey.clone().toColourspace('b-w').png().toBuffer(), 'jpeg'],
      [await grey.clone().ensureAlpha(0.5).toColourspace('b-w').png().toBuffer(), 'png'],
      [await grey.clone().ensureAlpha(0.5).toColourspace('grey16').png().toBuffer(), 'png'],
    ];
    for (const [file, format] of files) {
      const [variant] = await renderVariants(file, [size()], { formats: 'plain' });
      const { space, depth } = await sharp(variant?.body).metadata();
      assert.deepEqual([variant?.format, space, depth], [format, 'srgb', 'uchar']);
    }
    assert.equal((await sharp(files[0]?.[0]).metadata()).depth, 'ushort');
  });

  test('says nothing any more of place, camera, person and profile', async () => {
    const exif = {
      IFD0: { Make: 'Lantern Works', Artist: 'Ada Fern' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '38/1 42/1 0/1' },
    };
    const bytes = await fields(300, 200)
      .withExif(exif)
      .withIccProfile('p3')
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')
      .jpeg()
      .toBuffer();
    const before = await sharp(bytes).metadata();
    assert.deepEqual([before.exif, before.icc, before.xmp].map(Boolean), [true, true, true]);
    for (const { body } of await renderVariants(bytes, [size(), square(50)])) {
      const { exif, icc, xmp, iptc, orientation } = await sharp(body).metadata();
      assert.deepEqual(
        { exif, icc, xmp, iptc, orientation },
        { exif: undefined, icc: undefined, xmp: undefined, iptc: undefined, orientation: undefined },
      );
      assert.equal(body.includes('Lantern Works') || body.includes('GPS') || body.includes('Ada Fern'), false);
    }
  });
});

describe('an animation', () => {
  /** Three frames: red, green, blue. */
  const moving = async (format: 'gif' | 'webp'): Promise<Buffer> => {
    const frame = (colour: Colour): Buffer => Buffer.from(Array.from({ length: 60 * 40 }, () => colour).flat());
    const data = Buffer.concat([RED, GREEN, BLUE].map(frame));
    return sharp(data, { raw: { width: 60, height: 120, channels: 3, pageHeight: 40 } })
      .toFormat(format, { delay: [100, 200, 300], loop: 2 })
      .toBuffer();
  };

  test('keeps its first frame', async () => {
    for (const format of ['gif', 'webp'] as const) {
      const variants = await renderVariants(await moving(format), [size(), square(20)]);
      assert.deepEqual(shown(variants), [
        'avif 60x40',
        'webp 60x40',
        'jpeg 60x40',
        'avif 20x20',
        'webp 20x20',
        'jpeg 20x20',
      ]);
      for (const { body } of variants)
        assert.deepEqual([await colourAt(body, 0.5, 0.5), (await sharp(body).metadata()).pages ?? 1], ['red', 1]);
    }
  });

  test('goes on moving where that is wanted, as often and as fast', async () => {
    for (const format of ['gif', 'webp'] as const) {
      const variants = await renderVariants(await moving(format), [square(20, { animated: true }), square(10)]);
      assert.deepEqual(shown(variants), ['webp 20x20', 'gif 20x20', 'avif 10x10', 'webp 10x10', 'jpeg 10x10']);
      for (const { body } of variants.slice(0, 2)) {
        const { pages, delay, loop, pageHeight, width } = await sharp(body, { animated: true }).metadata();
        assert.deepEqual(
          { pages, delay, loop, pageHeight, width },
          { pages: 3, delay: [100, 200, 300], loop: 2, pageHeight: 20, width: 20 },
        );
        const frames = await Promise.all(
          [0, 1, 2].map(async (page) => colourAt(await sharp(body, { page }).png().toBuffer(), 0.5, 0.5)),
        );
        assert.deepEqual(frames, ['red', 'green', 'blue']);
      }
    }
  });
});
