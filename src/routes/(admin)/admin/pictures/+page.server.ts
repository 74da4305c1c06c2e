import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { DEFAULT_SIZES, type PictureSize, SIZE_LIMITS, SIZE_NAMES } from '#features/media/picture-sizes.ts';
import { loadPictureSizes } from '#features/media/server/queries.ts';
import { REMAKE_QUEUES, startRemake } from '#features/media/server/remake-pictures.ts';
import { updatePictureSize } from '#features/media/server/update-picture-size.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import { checkField, wholeField } from '#platform/http/form-fields.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { countQueues } from '#platform/jobs/dead-jobs.ts';
import { transact } from '#platform/transact.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  requireAdministrator(locals.ctx);
  const queues = (await countQueues(locals.ctx)).filter(({ queue }) => REMAKE_QUEUES.includes(queue));
  return {
    sizes: await loadPictureSizes(locals.ctx),
    names: SIZE_NAMES,
    defaults: DEFAULT_SIZES,
    limits: SIZE_LIMITS,
    left: queues.reduce((sum, { waiting, active }) => sum + Number(waiting) + Number(active), 0),
    saved: url.searchParams.has('saved'),
    asked: url.searchParams.has('asked'),
  };
};

const needed = (most: number) =>
  wholeField(1, most)
    .refine((value) => value !== null, { message: 'field.whole_between', params: { minimum: 1, maximum: most } })
    .transform((value) => value ?? 0);
const sizesForm = z.object(
  Object.fromEntries(
    SIZE_NAMES.flatMap((name) => [
      [`${name}.width`, needed(SIZE_LIMITS.pixels)],
      [`${name}.height`, needed(SIZE_LIMITS.pixels)],
      [`${name}.quality`, needed(SIZE_LIMITS.quality)],
      [`${name}.aspect`, z.enum(['kept', 'cropped'], 'field.one_of_them')],
      [`${name}.animated`, checkField],
    ]),
  ),
);

/** The layout's load refuses pages only; forms do not wait for it. */
function requireAdministrator({ actor }: Ctx): void {
  if (actor.kind !== 'user' || !actor.administrator) throw new NotFound('not_found.page');
}

export const actions: Actions = {
  save: async ({ request, locals }) => {
    requireAdministrator(locals.ctx);
    const sent = await submitForm(locals, await request.formData(), sizesForm, (values) =>
      transact(locals.ctx, async (ctx) => {
        for (const name of SIZE_NAMES) {
          const of = (part: keyof PictureSize): unknown => values[`${name}.${part}`];
          await updatePictureSize(ctx, {
            name,
            change: {
              width: of('width'),
              height: of('height'),
              quality: of('quality'),
              aspect: of('aspect'),
              animated: of('animated'),
            } as PictureSize,
          });
        }
      }),
    );
    if (!sent.ok) return fail(sent.status, sent.state);
    redirect(303, '/admin/pictures?saved');
  },
  remake: async ({ locals }) => {
    requireAdministrator(locals.ctx);
    await startRemake(locals.ctx);
    redirect(303, '/admin/pictures?asked');
  },
};
