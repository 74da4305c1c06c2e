/** Changing a size for the whole installation. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Forbidden, Invalid, type Problem, problem } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { DEFAULT_SIZES, type PictureSize, SIZE_LIMITS, SIZE_NAMES, type SizeName } from '../picture-sizes.ts';
import { loadPictureSizes } from './queries.ts';

/**
 * Changes what is given of a size; 'default' takes back all changes. Pictures that are there keep their sizes until
 * they are made again (`foyer pictures remake`). @throws Forbidden for all but administrators, Invalid naming what is
 * wrong
 */
export async function updatePictureSize(
  ctx: Ctx,
  input: { name: string; change: Partial<PictureSize> | 'default' },
): Promise<PictureSize> {
  if (ctx.actor.kind !== 'system' && !(ctx.actor.kind === 'user' && ctx.actor.administrator))
    throw new Forbidden('forbidden.sizes');
  const name = SIZE_NAMES.find((known) => known === input.name);
  if (!name)
    throw new Invalid('invalid.size_name', [problem('name', 'field.one_of_them')], {
      name: input.name,
      sizes: SIZE_NAMES.join(', '),
    });
  const { change } = input;
  return transact(ctx, async (ctx) => {
    const before = (await loadPictureSizes(ctx))[name];
    const size = change === 'default' ? DEFAULT_SIZES[name] : { ...before, ...change };
    const problems = problemsOf(size);
    if (problems.length > 0) throw new Invalid('invalid.size', problems);
    if (change === 'default') await ctx.db.deleteFrom('pictureSizes').where('name', '=', name).execute();
    else if (!isSame(before, size)) await write(ctx, name, size);
    await writeAuditEntry(ctx, {
      organizerId: null,
      action: 'picture-size.update',
      subject: `picture size ${name}`,
      before,
      after: size,
    });
    return size;
  });
}

function isSame(one: PictureSize, other: PictureSize): boolean {
  return (Object.keys(one) as (keyof PictureSize)[]).every((part) => one[part] === other[part]);
}

async function write(ctx: Ctx, name: SizeName, size: PictureSize): Promise<void> {
  const values = { ...size, updatedAt: new Date(ctx.now) };
  await ctx.db
    .insertInto('pictureSizes')
    .values({ name, ...values })
    .onConflict((known) => known.column('name').doUpdateSet(values))
    .execute();
}

function problemsOf({ width, height, quality, aspect }: PictureSize): Problem[] {
  const whole = (value: number, most: number): boolean => Number.isInteger(value) && value >= 1 && value <= most;
  const between = (where: string, maximum: number): Problem =>
    problem(where, 'field.whole_between', { minimum: 1, maximum });
  return [
    ...(whole(width, SIZE_LIMITS.pixels) ? [] : [between('width', SIZE_LIMITS.pixels)]),
    ...(whole(height, SIZE_LIMITS.pixels) ? [] : [between('height', SIZE_LIMITS.pixels)]),
    ...(whole(quality, SIZE_LIMITS.quality) ? [] : [between('quality', SIZE_LIMITS.quality)]),
    ...(aspect === 'kept' || aspect === 'cropped'
      ? []
      : [problem('aspect', 'field.choice', { choices: 'kept, cropped' })]),
  ];
}
