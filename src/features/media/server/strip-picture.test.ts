import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { stripPicture } from './strip-picture.ts';

const exif = {
  IFD0: { Make: 'Lantern Works', Artist: 'Ada Fern' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '38/1 42/1 0/1' },
};
const noise = sharp({
  create: { width: 90, height: 60, channels: 3, background: '#000', noise: { type: 'gaussian', mean: 128, sigma: 40 } },
});

for (const format of ['jpeg', 'png', 'webp'] as const) {
  for (const progressive of format === 'webp' ? [false] : [false, true]) {
    for (const orientation of [1, 6]) {
      test(`a ${progressive ? 'progressive ' : ''}${format} held in way ${orientation} keeps pixels, profile and orientation, and tells nothing else`, async () => {
        const bytes = await noise
          .clone()
          .withMetadata({ orientation })
          .withExifMerge(exif)
          .withIccProfile('p3')
          .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')
          .toFormat(format, { progressive })
          .toBuffer();
        const before = await sharp(bytes).metadata();
        assert.deepEqual([Boolean(before.exif), Boolean(before.xmp), before.orientation], [true, true, orientation]);
        const stripped = stripPicture(
          Buffer.concat([bytes, Buffer.from('Ada Fern was here')]),
          `image/${format}`,
          orientation,
        ) as Buffer;
        const { icc, xmp, iptc, orientation: kept = 1, width, height } = await sharp(stripped).metadata();
        assert.deepEqual(
          { icc: Boolean(icc), xmp, iptc, kept, width, height },
          { icc: true, xmp: undefined, iptc: undefined, kept: orientation, width: 90, height: 60 },
        );
        for (const word of ['Lantern Works', 'Ada Fern', 'xmpmeta']) assert.equal(stripped.includes(word), false);
        assert.deepEqual(await sharp(stripped).raw().toBuffer(), await sharp(bytes).raw().toBuffer());
        assert.deepEqual(stripPicture(stripped, `image/${format}`, orientation), stripped);
      });
    }
  }
}

test('a picture of another type is not touched', () => {
  for (const type of ['image/avif', 'image/gif', 'application/pdf'])
    assert.equal(stripPicture(Buffer.alloc(100), type, 1), null);
});
