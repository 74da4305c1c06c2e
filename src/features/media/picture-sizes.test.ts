import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  baseArea,
  cropOfBase,
  DEFAULT_SIZES,
  fitPicture,
  ROLE_SIZES,
  SIZE_NAMES,
  sizesForRoles,
} from './picture-sizes.ts';

const side = fc.integer({ min: 1, max: 12_000 });
const area = fc.record({ width: side, height: side });
const box = fc.record({ width: fc.integer({ min: 1, max: 4000 }), height: fc.integer({ min: 1, max: 4000 }) });
const part = fc.double({ min: 0, max: 1, noNaN: true });
const focal = fc.record({ x: part, y: part });
const aspect = fc.constantFrom('kept' as const, 'cropped' as const);

describe('a picture in a box', () => {
  test('is never larger than the box nor than itself, and uses only what is there', () => {
    fc.assert(
      fc.property(area, box, aspect, focal, (picture, size, aspect, focal) => {
        const fit = fitPicture(picture, { ...size, aspect }, focal);
        assert.equal(fit.width >= 1 && fit.width <= Math.min(size.width, fit.cropWidth), true);
        assert.equal(fit.height >= 1 && fit.height <= Math.min(size.height, fit.cropHeight), true);
        assert.equal(fit.left >= 0 && fit.left + fit.cropWidth <= picture.width, true);
        assert.equal(fit.top >= 0 && fit.top + fit.cropHeight <= picture.height, true);
        for (const number of Object.values(fit)) assert.equal(Number.isInteger(number), true);
      }),
    );
  });

  test('whose aspect is kept is used whole and touches the box, unless it is smaller', () => {
    fc.assert(
      fc.property(area, box, (picture, size) => {
        const fit = fitPicture(picture, { ...size, aspect: 'kept' });
        assert.deepEqual([fit.left, fit.top, fit.cropWidth, fit.cropHeight], [0, 0, picture.width, picture.height]);
        const fitsAlready = picture.width <= size.width && picture.height <= size.height;
        if (fitsAlready) assert.deepEqual([fit.width, fit.height], [picture.width, picture.height]);
        else assert.equal(fit.width === size.width || fit.height === size.height, true);
        assert.equal(
          Math.abs(fit.width - (picture.width * fit.height) / picture.height) <=
            Math.max(1, picture.width / picture.height),
          true,
        );
      }),
    );
  });

  test('that is cropped fills the box exactly where it is large enough', () => {
    fc.assert(
      fc.property(area, box, focal, (picture, size, focal) => {
        fc.pre(picture.width > size.width && picture.height > size.height);
        const fit = fitPicture(picture, { ...size, aspect: 'cropped' }, focal);
        assert.deepEqual([fit.width, fit.height], [size.width, size.height]);
        assert.equal(fit.cropWidth === picture.width || fit.cropHeight === picture.height, true);
      }),
    );
  });

  test('is cropped around its focal point as far as its edges let it', () => {
    const square = { width: 100, height: 100, aspect: 'cropped' as const };
    const lefts = [0, 0.1, 0.5, 0.75, 1].map(
      (x) => fitPicture({ width: 400, height: 200 }, square, { x, y: 0.5 }).left,
    );
    assert.deepEqual(lefts, [0, 0, 100, 200, 200]);
    const tops = [0, 0.3, 0.5, 1].map((y) => fitPicture({ width: 200, height: 400 }, square, { x: 0.5, y }).top);
    assert.deepEqual(tops, [0, 20, 100, 200]);
  });

  test('that is small is cropped to the shape of the box without being enlarged', () => {
    assert.deepEqual(fitPicture({ width: 90, height: 60 }, { width: 500, height: 500, aspect: 'cropped' }), {
      left: 15,
      top: 0,
      cropWidth: 60,
      cropHeight: 60,
      width: 60,
      height: 60,
    });
  });
});

test('every fit can be made from the base without enlarging', () => {
  fc.assert(
    fc.property(
      area,
      fc.array(fc.tuple(box, aspect), { minLength: 1, maxLength: 5 }),
      focal,
      (picture, sizes, focal) => {
        const fits = sizes.map(([size, aspect]) => fitPicture(picture, { ...size, aspect }, focal));
        const base = baseArea(picture, fits);
        assert.equal(base.width <= picture.width && base.height <= picture.height, true);
        for (const fit of fits) {
          const crop = cropOfBase(picture, base, fit);
          assert.equal(crop.width >= fit.width && crop.height >= fit.height, true);
          assert.equal(crop.left >= 0 && crop.left + crop.width <= base.width, true);
          assert.equal(crop.top >= 0 && crop.top + crop.height <= base.height, true);
        }
      },
    ),
  );
});

test('the program\u2019s own sizes of pictures of events are measured by their longer side', () => {
  const shown = SIZE_NAMES.map(
    (name) => `${name} ${DEFAULT_SIZES[name].width}x${DEFAULT_SIZES[name].height} ${DEFAULT_SIZES[name].aspect}`,
  );
  assert.deepEqual(shown, [
    'event-large 2000x2000 kept',
    'event-medium 1100x1100 kept',
    'event-thumbnail 500x500 kept',
    'event-icon 75x75 kept',
    'speaker-large 500x500 cropped',
    'speaker-medium 150x150 cropped',
    'speaker-small 50x50 cropped',
    'speaker-icon 35x35 cropped',
    'logo 500x200 kept',
  ]);
});

test('a poster of 3000 by 4000 and a landscape of 4000 by 3000 are sharp at three pixels for each of the page', () => {
  const { width: tall } = fitPicture({ width: 3000, height: 4000 }, DEFAULT_SIZES['event-large']);
  assert.equal(tall >= 3 * 414, true, `a poster is ${tall} wide`);
  const { width: wide } = fitPicture({ width: 4000, height: 3000 }, DEFAULT_SIZES['event-medium']);
  assert.equal(wide >= 3 * 358, true, `on a phone a landscape is ${wide} wide`);
});

test('roles need their sizes, each once', () => {
  assert.deepEqual(sizesForRoles(['session', 'event', 'logo']), [
    'event-large',
    'event-medium',
    'event-thumbnail',
    'event-icon',
    'logo',
  ]);
  assert.deepEqual(sizesForRoles([]), []);
  assert.deepEqual(sizesForRoles(['speaker']), ROLE_SIZES.speaker);
});
