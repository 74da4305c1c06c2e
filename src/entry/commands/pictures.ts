import { type PictureSize, SIZE_NAMES } from '#features/media/picture-sizes.ts';
import { loadPictureSizes } from '#features/media/server/queries.ts';
import { remakePictures } from '#features/media/server/remake-pictures.ts';
import { updatePictureSize } from '#features/media/server/update-picture-size.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid } from '#platform/errors.ts';
import type { Arguments } from './arguments.ts';
import { progressLine, withFoyer } from './with-foyer.ts';

/** `foyer pictures [sizes | size NAME 1300x500 | remake]`. */
export async function runPictures({ values, positionals }: Arguments): Promise<number> {
  const [verb = 'sizes', name = '', box] = positionals;
  if (verb === 'sizes') return withFoyer(async (_foyer, ctx) => print(await describeSizes(ctx)));
  if (verb === 'size') {
    return withFoyer(async (_foyer, ctx) => {
      await updatePictureSize(ctx, { name, change: values.default ? 'default' : changeOf(values, box) });
      return print(`${await describeSizes(ctx)}\nPictures that are there change with: foyer pictures remake\n`);
    });
  }
  if (verb !== 'remake')
    throw new Invalid('foyer pictures sizes, foyer pictures size NAME 1300x500, foyer pictures remake', [], 'usage');
  return remake(values);
}

async function remake(values: Arguments['values']): Promise<number> {
  const line = progressLine();
  return withFoyer(async ({ storage }, ctx) => {
    const remade = await remakePictures(ctx, {
      storage,
      ...(values.event ? { event: String(values.event) } : {}),
      onProgress: (done, total, slug) =>
        line.show(`${done} of ${total} pictures (${Math.floor((done / total) * 100)} %), ${slug}`),
    });
    line.end();
    if (values.json) return print(`${JSON.stringify(remade)}\n`);
    const refused = remade.refused.map(({ event, mediaId, reason }) => `  ${event}, file ${mediaId}: ${reason}\n`);
    return print(
      `${remade.made} pictures of ${remade.events} events made again, in ${remade.files} files\n${refused.length > 0 ? `Not made (${refused.length}):\n${refused.join('')}` : ''}`,
    );
  });
}

function changeOf(values: Arguments['values'], box: string | undefined): Partial<PictureSize> {
  const [, width, height] = /^(\d{1,6})x(\d{1,6})$/.exec(box ?? '') ?? [];
  if (box !== undefined && !width) throw new Invalid('Write the size as width x height: 1300x500', [], 'usage');
  return {
    ...(width ? { width: Number(width), height: Number(height) } : {}),
    ...(values.quality ? { quality: Number(values.quality) } : {}),
    ...(values.aspect ? { aspect: values.aspect as PictureSize['aspect'] } : {}),
    ...(values.animated ? { animated: values.animated === 'on' } : {}),
  };
}

async function describeSizes(ctx: Ctx): Promise<string> {
  const sizes = await loadPictureSizes(ctx);
  return SIZE_NAMES.map((name) => {
    const { width, height, quality, aspect, animated } = sizes[name];
    return `${name.padEnd(16)} ${`${width}x${height}`.padEnd(10)} quality ${quality}, ${aspect === 'kept' ? 'aspect kept' : 'cropped'}, ${animated ? 'animated' : 'first frame'}\n`;
  }).join('');
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}
