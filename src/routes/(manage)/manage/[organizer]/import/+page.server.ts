import { fail, redirect } from '@sveltejs/kit';
import { receiveImport, uploadImport } from '#features/exchange/server/start-import.ts';
import { authoriseOrganizer, type OrganizerScope } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Invalid, wordError } from '#platform/errors.ts';
import { translator, type Translate } from '#platform/i18n/translate.ts';
import { getRuntime } from '#platform/runtime.ts';
import { isTimeZone } from '#platform/time.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  await authoriseOrganizer(locals.ctx, params.organizer, 'import');
};

export const actions: Actions = {
  default: async ({ request, locals, params }) => {
    const { ctx } = locals;
    const scope = await authoriseOrganizer(ctx, params.organizer, 'import');
    try {
      return await receiveImport(ctx, scope, () => receive(ctx, scope, request, translator(locals.locale)), {
        quota: getRuntime().config.importBytes,
      });
    } catch (error) {
      if (error instanceof Conflict)
        return fail(409, { timeZone: '', where: 'file', problem: wordError(error, locals.locale), refused: '' });
      throw error;
    }
  },
};

async function receive(ctx: Ctx, scope: OrganizerScope, request: Request, t: Translate) {
  const form = await request.formData();
  const file = form.get('file');
  const timeZone = String(form.get('timeZone') ?? '').trim();
  if (!(file instanceof File) || (file.size === 0 && file.name === ''))
    return fail(422, { timeZone, where: 'file', problem: t('organizers.import.chooseFile'), refused: '' });
  if (timeZone && !isTimeZone(timeZone))
    return fail(422, {
      timeZone,
      where: 'timeZone',
      problem: t('organizers.import.zone', { zone: timeZone }),
      refused: '',
    });
  try {
    const { storage, config } = getRuntime();
    const { id } = await uploadImport(ctx, scope, {
      file,
      fileName: file.name,
      storage,
      quota: config.importBytes,
      ...(timeZone ? { timeZone } : {}),
    });
    redirect(303, `/manage/${scope.slug}/import/${id}`);
  } catch (error) {
    if (error instanceof Invalid)
      return fail(422, { timeZone, where: 'file', problem: wordError(error, ctx.locale), refused: file.name });
    throw error;
  }
}
