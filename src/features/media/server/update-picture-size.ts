/** Changing a size for the whole installation. */
import type { Ctx } from '#platform/ctx.ts';
import { Forbidden, Invalid, type Problem } from '#platform/errors.ts';
import { DEFAULT_SIZES, type PictureSize, SIZE_NAMES, type SizeName } from '../picture-sizes.ts';
import { loadPictureSizes } from './queries.ts';

const LONGEST = 4000;

/**
 * Changes what is given of a size; 'default' takes back all changes. Pictures that are there keep their sizes until they
 * are made again (`foyer pictures remake`). @throws Forbidden for all but administrators, Invalid naming what is wrong
 */
export async function updatePictureSize(ctx: Ctx, input: { name: string; change: Partial<PictureSize> | 'default' }): Promise<PictureSize> {
  if (ctx.actor.kind !== 'system' && !(ctx.actor.kind === 'user' && ctx.actor.administrator)) throw new Forbidden('Only administrators change picture sizes');
  const name = SIZE_NAMES.find((known) => known === input.name);
  if (!name) throw new Invalid(`There is no size "${input.name}"; there are ${SIZE_NAMES.join(', ')}`, [{ where: 'name', message: 'Choose one of them' }]);
  if (input.change === 'default') {
    await ctx.db.deleteFrom('pictureSizes').where('name', '=', name).execute();
    return DEFAULT_SIZES[name];
  }
  const size = { ...(await loadPictureSizes(ctx))[name], ...input.change };
  const problems = problemsOf(size);
  if (problems.length > 0) throw new Invalid('This size cannot be used', problems);
  return write(ctx, name, size);
}

async function write(ctx: Ctx, name: SizeName, size: PictureSize): Promise<PictureSize> {
  const values = { ...size, updatedAt: new Date(ctx.now) };
  await ctx.db
    .insertInto('pictureSizes')
    .values({ name, ...values })
    .onConflict((known) => known.column('name').doUpdateSet(values))
    .execute();
  return size;
}

function problemsOf({ width, height, quality, aspect }: PictureSize): Problem[] {
  const whole = (value: number, most: number): boolean => Number.isInteger(value) && value >= 1 && value <= most;
  return [
    ...(whole(width, LONGEST) ? [] : [{ where: 'width', message: `Use 1 to ${LONGEST} pixels` }]),
    ...(whole(height, LONGEST) ? [] : [{ where: 'height', message: `Use 1 to ${LONGEST} pixels` }]),
    ...(whole(quality, 100) ? [] : [{ where: 'quality', message: 'Use 1 to 100' }]),
    ...(aspect === 'kept' || aspect === 'cropped' ? [] : [{ where: 'aspect', message: 'Use kept or cropped' }]),
  ];
}
