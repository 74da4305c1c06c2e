/**
 * Real and hostile pictures, each held against what two tables beside them say: its type, its size before it is turned,
 * its orientation, or that it is refused.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { DEFAULT_SIZES, SIZE_NAMES } from '#features/media/picture-sizes.ts';
import { checkPicture } from '#features/media/server/check-picture.ts';
import { readPictureHeader } from '#features/media/server/read-picture.ts';
import { renderVariants } from '#features/media/server/render-variants.ts';
import { Invalid } from '#platform/errors.ts';
import { detectContentType } from '#platform/storage/content-type.ts';

const shared = process.env.FOYER_SHARED ?? path.resolve(import.meta.dirname, '../../../shared');
const folder = path.join(shared, 'data/images');
const skip = existsSync(folder) ? false : `there are no real pictures at ${folder}`;

type Row = Record<string, string>;

function table(name: string): Row[] {
  if (skip) return [];
  const [head = '', ...lines] = readFileSync(path.join(folder, name), 'utf8').trimEnd().split('\n');
  const columns = head.split('\t');
  return lines.map((line) => Object.fromEntries(line.split('\t').map((cell, i) => [columns[i], cell])));
}

const facts = table('FACTS.tsv');
const types = new Map(table('MIME.tsv').map((row) => [row.file, row['libmagic says']]));
/** What decodes and is refused all the same: drawings, which can hold scripts. */
const isRefused = ({ file = '', format, thumbnail }: Row): boolean =>
  !thumbnail?.startsWith('ok') || format === 'svg' || file.endsWith('.heic');

test('the tables speak of every picture', { skip }, () => {
  assert.deepEqual(
    [facts.length, facts.filter(isRefused).length, facts.every(({ file = '' }) => existsSync(path.join(folder, file)))],
    [types.size, 14, true],
  );
});

for (const row of facts) {
  const { file = '', format, width, height, orientation, pages, alpha } = row;
  const bytes = readFileSync(path.join(folder, file));
  test(`${file} is ${isRefused(row) ? 'refused' : `${format} ${width} x ${height}`}`, { skip }, async () => {
    const begun = performance.now();
    assert.equal((await detectContentType(bytes)).split(';')[0], types.get(file));
    if (isRefused(row)) {
      await assert.rejects(
        checkPicture(bytes),
        (error) =>
          error instanceof Invalid &&
          error.code === 'picture_refused' &&
          /^(This|Part of this) (picture|file|is)\b.*\.$/.test(error.message),
      );
      assert.equal(performance.now() - begun < 2000, true);
      return;
    }
    const header = await readPictureHeader(bytes);
    const turned = Number(orientation || 1) >= 5;
    assert.deepEqual(
      [header.contentType, header.width, header.height, header.orientation],
      [types.get(file), Number(turned ? height : width), Number(turned ? width : height), Number(orientation || 1)],
    );
    if (header.contentType === 'image/gif' || header.contentType === 'image/webp')
      assert.equal(header.frames, Number(pages));
    const variants = await renderVariants(
      bytes,
      SIZE_NAMES.map((name) => ({ name, ...DEFAULT_SIZES[name] })),
    );
    assert.equal(variants.length, SIZE_NAMES.length * 3);
    for (const variant of variants) {
      const meta = await sharp(variant.body).metadata();
      const { exif, icc, xmp, iptc, space, depth } = meta;
      assert.deepEqual(
        { exif, icc, xmp, iptc, space, depth },
        { exif: undefined, icc: undefined, xmp: undefined, iptc: undefined, space: 'srgb', depth: 'uchar' },
      );
      assert.deepEqual([meta.width, meta.height], [variant.width, variant.height]);
      assert.equal(
        variant.width <= DEFAULT_SIZES[variant.name].width && variant.height <= DEFAULT_SIZES[variant.name].height,
        true,
      );
      if (alpha === 'false') assert.equal(meta.hasAlpha, false);
    }
    assert.equal(performance.now() - begun < 10_000, true);
  });
}

test('the same scene held in eight ways looks the same', { skip }, async () => {
  for (const scene of ['Landscape', 'Portrait']) {
    const looks = await Promise.all(
      Array.from({ length: 8 }, async (_, i) => {
        const [variant] = await renderVariants(
          readFileSync(path.join(folder, `exif/${scene}_${i + 1}.jpg`)),
          [{ name: 'event-large', ...DEFAULT_SIZES['event-large'] }],
          { formats: 'plain' },
        );
        return sharp(variant?.body).resize(6, 6, { fit: 'fill' }).greyscale().raw().toBuffer();
      }),
    );
    for (const look of looks) {
      const furthest = Math.max(...look.map((value, i) => Math.abs(value - (looks[0]?.[i] as number))));
      assert.equal(furthest < 25, true, `${scene} differs by ${furthest}`);
    }
  }
});
