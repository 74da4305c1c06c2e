/**
 * Three sizes of a picture of 24 megapixels, in processor time: as one decode and a chain from large to small, beside a
 * decode for each size. Then what else a picture costs: being checked when it comes, and AVIF and WebP beside JPEG.
 */
import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { DEFAULT_SIZES, fitPicture, ROLE_SIZES } from '#features/media/picture-sizes.ts';
import { checkPicture } from '#features/media/server/check-picture.ts';
import { renderVariants } from '#features/media/server/render-variants.ts';
import { alternate, type BenchRow, row } from './bench.ts';

const WIDTH = 6000;
const HEIGHT = 4000;
const SIZES = ROLE_SIZES.event.map((name) => ({ name, ...DEFAULT_SIZES[name] }));

export async function run(report: (step: string) => void): Promise<BenchRow[]> {
  const bytes = await makePhoto();
  report(`a JPEG of ${WIDTH} x ${HEIGHT}, ${(bytes.byteLength / 1e6).toFixed(1)} MB`);
  const measure = async (
    bench: string,
    target: string,
    work: () => Promise<unknown>,
    beside: () => Promise<unknown>,
  ): Promise<BenchRow> => {
    report(bench);
    return row(bench, {
      ...(await alternate(
        () => processorTime(work),
        () => processorTime(beside),
      )),
      unit: 'ms of processor',
      target,
    });
  };
  const chain = () => renderVariants(bytes, SIZES, { formats: 'plain' });
  const full = () => decodeForEach(bytes, false);
  return [
    await measure('three sizes of 24 megapixels, beside three full decodes', '<= 0.6', chain, full),
    await measure('three sizes of 24 megapixels, beside three decodes that shrink on load', '<= 0.6', chain, () =>
      decodeForEach(bytes, true),
    ),
    await measure(
      'check and three sizes, beside three full decodes',
      '<= 0.6',
      async () => [await checkPicture(bytes), await chain()],
      full,
    ),
    await measure(
      'three sizes in AVIF, WebP and JPEG, beside JPEG alone',
      '-',
      () => renderVariants(bytes, SIZES),
      chain,
    ),
  ];
}

/** Coarse noise, smoothed: neither flat, which costs nothing, nor fine noise, which no camera takes. */
async function makePhoto(): Promise<Buffer> {
  const [width, height] = [WIDTH / 8, HEIGHT / 8];
  const noise = sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } });
  return noise.resize(WIDTH, HEIGHT, { kernel: 'cubic' }).jpeg({ quality: 90 }).toBuffer();
}

/** What one would write first: each size from the file itself. */
async function decodeForEach(bytes: Buffer, shrinkOnLoad: boolean): Promise<void> {
  for (const size of SIZES) {
    const { width, height } = fitPicture({ width: WIDTH, height: HEIGHT }, size);
    const source = shrinkOnLoad
      ? sharp(bytes)
      : sharp(await fullPixels(bytes), { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
    await source.resize(width, height, { fit: 'fill' }).jpeg({ quality: size.quality, progressive: true }).toBuffer();
  }
}

function fullPixels(bytes: Buffer): Promise<Buffer> {
  return sharp(bytes).raw().toBuffer();
}

async function processorTime(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
