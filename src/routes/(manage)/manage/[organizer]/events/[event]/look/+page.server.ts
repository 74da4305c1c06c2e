import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { hueOfColor } from '#platform/oklch.ts';
import { lockEvent } from '#features/events/server/lock-event.ts';
import { authoriseEventOf, type EventScope } from '#features/events/server/policy.ts';
import { getEvent } from '#features/events/server/queries.ts';
import { PLAN_ALT_MOST } from '#features/events/server/inputs.ts';
import { updateBrand } from '#features/events/server/update-brand.ts';
import { updatePlanAlt } from '#features/events/server/update-plan-alt.ts';
import { afterSaving, manageRoot, thenOf } from '#features/events/wizard.ts';
import { EVENT_PICTURE_PARTS, type EventPicturePart } from '#features/media/picture.ts';
import { shareField } from '#features/media/server/inputs.ts';
import { getEventPictures } from '#features/media/server/queries.ts';
import { updateFocalPoint } from '#features/media/server/update-focal-point.ts';
import { removeEventPicture, uploadEventPicture } from '#features/media/server/upload-event-picture.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid, TooLarge, wordError } from '#platform/errors.ts';
import { textField, wholeField } from '#platform/http/form-fields.ts';
import { entriesOf, submitEdit } from '#platform/http/submit-form.ts';
import { translator } from '#platform/i18n/translate.ts';
import { getRuntime } from '#platform/runtime.ts';
import { UPLOAD_PURPOSES } from '#platform/storage/check-upload.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'edit');
  const event = await getEvent(locals.ctx, scope);
  const { slug, name, startsAt, endsAt, timeZone, picture, version, hue, brandColor, planAlt } = event;
  return {
    event: { slug, name, startsAt, endsAt, timeZone, picture, version, hue, brandColor, planAlt },
    planAltMost: PLAN_ALT_MOST,
    pictures: await getEventPictures(locals.ctx, scope),
    maxBytes: UPLOAD_PURPOSES.picture.maxBytes,
    saved: url.searchParams.has('saved'),
    tooLarge: url.searchParams.has('too-large'),
  };
};

/** An exact colour counts before the slider; an empty field leaves the colours to that. */
const brandField = z
  .string()
  .trim()
  .toLowerCase()
  .default('')
  .refine((text) => text === '' || hueOfColor(text) !== undefined, 'field.brand_color')
  .transform((text) => text || null);

const lookForm = z.object({
  hue: wholeField(0, 359).transform((value) => value ?? 0),
  brand: brandField,
  planAlt: textField(PLAN_ALT_MOST),
  focalX: shareField.optional(),
  focalY: shareField.optional(),
});

/** Takes what pictures the form brings; says by field why one cannot be taken. */
async function takePictures(ctx: Ctx, scope: EventScope, form: FormData): Promise<Record<string, string>> {
  const problems: Record<string, string> = {};
  for (const part of EVENT_PICTURE_PARTS) {
    const file = form.get(part);
    if (!(file instanceof File) || (file.size === 0 && file.name === '')) continue;
    try {
      await uploadEventPicture(ctx, scope, {
        part,
        bytes: new Uint8Array(await file.arrayBuffer()),
        fileName: file.name,
        storage: getRuntime().storage,
      });
    } catch (error) {
      if (!(error instanceof Invalid || error instanceof TooLarge)) throw error;
      problems[part] = `${file.name}: ${wordError(error, ctx.locale)}`;
    }
  }
  return problems;
}

/** The point belongs to the picture that the page showed, or to the one that came with it. */
async function focus(
  ctx: Ctx,
  scope: EventScope,
  { focalX, focalY }: { focalX?: number | undefined; focalY?: number | undefined },
): Promise<void> {
  const { header } = await getEventPictures(ctx, scope);
  if (header && focalX !== undefined && focalY !== undefined)
    await updateFocalPoint(ctx, scope, { mediaId: header.mediaId, focal: { x: focalX / 100, y: focalY / 100 } });
}

const remove =
  (part: EventPicturePart) =>
  async ({ locals, params }: RequestEvent): Promise<never> => {
    await removeEventPicture(locals.ctx, await authoriseEventOf(locals.ctx, params, 'edit'), part);
    redirect(303, `${manageRoot(params)}/look?saved`);
  };

export const actions: Actions = {
  save: async ({ request, locals, params }) => {
    const { ctx } = locals;
    const scope = await authoriseEventOf(ctx, params, 'edit');
    const form = await request.formData();
    const then = thenOf(form);
    const problems = await takePictures(ctx, scope, form);
    const saved = await submitEdit(ctx, {
      form,
      schema: lookForm,
      lock: (ctx) => lockEvent(ctx, scope),
      current: async (ctx) => {
        const { hue, brandColor, planAlt } = await getEvent(ctx, scope);
        return { hue: String(hue), brand: brandColor ?? '', planAlt };
      },
      save: async (ctx, { hue, brand, planAlt, ...focal }) => {
        await updateBrand(ctx, scope, { hue, brandColor: brand });
        await updatePlanAlt(ctx, scope, { planAlt });
        if (!problems.header) await focus(ctx, scope, focal);
      },
    });
    if (!saved.ok) return fail(saved.status, { ...saved.state, problems: { ...saved.state.problems, ...problems } });
    if (Object.keys(problems).length > 0)
      return fail(422, {
        entries: entriesOf(form),
        problems,
        message: translator(ctx.locale)('look.notAll'),
        conflicts: [],
      });
    redirect(303, afterSaving(manageRoot(params), 'look', then));
  },
  removeHeader: remove('header'),
  removeLogo: remove('logo'),
  removePlan: remove('plan'),
};
