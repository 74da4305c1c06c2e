import { fail, redirect } from '@sveltejs/kit';
import { focalForm } from '#features/media/server/inputs.ts';
import { findOwnPicture, findPortrait } from '#features/media/server/queries.ts';
import { updatePortraitFocus } from '#features/media/server/update-focal-point.ts';
import { removePortrait, uploadPortrait } from '#features/media/server/upload-portrait.ts';
import { Invalid, TooLarge, wordError } from '#platform/errors.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { getRuntime } from '#platform/runtime.ts';
import { UPLOAD_PURPOSES } from '#platform/storage/check-upload.ts';
import { getOwnAccount } from '#features/accounts/server/queries.ts';
import type { Actions, PageServerLoad } from './$types';

const WAY_IN = '/sign-in?next=/account/picture';

export const load: PageServerLoad = async ({ locals, url }) => {
  const { actor } = locals.ctx;
  if (actor.kind !== 'user') redirect(303, WAY_IN);
  const { maxBytes, types } = UPLOAD_PURPOSES.picture;
  return {
    account: await getOwnAccount(locals.ctx),
    name: actor.name,
    picture: await findPortrait(locals.ctx, actor.userId),
    own: await findOwnPicture(locals.ctx, actor.userId),
    told: ['saved', 'focused', 'removed'].find((word) => url.searchParams.has(word)) ?? '',
    limit: maxBytes / 1024 / 1024,
    accept: Object.keys(types)
      .filter((type) => type !== 'image/heic')
      .join(','),
  };
};

export const actions: Actions = {
  upload: async ({ locals, request }) => {
    const { actor } = locals.ctx;
    const file = (await request.formData()).get('picture');
    if (actor.kind !== 'user') redirect(303, WAY_IN);
    if (!(file instanceof File) || file.size === 0) return fail(422, { problem: 'none' as const, message: '' });
    try {
      await uploadPortrait(locals.ctx, {
        userId: actor.userId,
        bytes: new Uint8Array(await file.arrayBuffer()),
        fileName: file.name,
        storage: getRuntime().storage,
      });
    } catch (error) {
      if (error instanceof Invalid || error instanceof TooLarge)
        return fail(error.status, { problem: 'refused' as const, message: wordError(error, locals.locale) });
      throw error;
    }
    return redirect(303, '/account/picture?saved');
  },
  focus: async ({ locals, request }) => {
    const { actor } = locals.ctx;
    if (actor.kind !== 'user') redirect(303, WAY_IN);
    const done = await submitForm(locals, await request.formData(), focalForm, (focal) =>
      updatePortraitFocus(locals.ctx, { userId: actor.userId, focal }),
    );
    if (!done.ok)
      return fail(done.status, {
        problem: 'refused' as const,
        message: Object.values(done.state.problems)[0] ?? done.state.message,
      });
    return redirect(303, '/account/picture?focused');
  },
  remove: async ({ locals }) => {
    if (locals.ctx.actor.kind !== 'user') redirect(303, WAY_IN);
    await removePortrait(locals.ctx, locals.ctx.actor.userId);
    return redirect(303, '/account/picture?removed');
  },
};
