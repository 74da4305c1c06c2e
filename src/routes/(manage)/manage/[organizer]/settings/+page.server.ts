import { fail, redirect } from '@sveltejs/kit';
import { removeLogo, uploadLogo } from '#features/media/server/upload-logo.ts';
import { organizerForm } from '#features/organizers/server/inputs.ts';
import { lockTeam } from '#features/organizers/server/lock-team.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import { getOrganizerSettings, type OrganizerSettings } from '#features/organizers/server/queries.ts';
import { updateOrganizer } from '#features/organizers/server/update-organizer.ts';
import { everyProvider } from '#features/payments/server/providers.ts';
import { FoyerError, wordError } from '#platform/errors.ts';
import { translator } from '#platform/i18n/translate.ts';
import { submitEdit } from '#platform/http/submit-form.ts';
import { getRuntime } from '#platform/runtime.ts';
import type { Actions, PageServerLoad } from './$types';

/** What the form shows, as texts. */
function entriesOf({ name, website, description, requireSecondFactor }: OrganizerSettings): Record<string, string> {
  return { name, website, description, requireSecondFactor: requireSecondFactor ? 'on' : '' };
}

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'edit-organizer');
  const settings = await getOrganizerSettings(locals.ctx, scope);
  const { actor } = locals.ctx;
  return {
    settings,
    entries: entriesOf(settings),
    logo: settings.logo,
    accountPages: everyProvider().flatMap(({ accountPage }) => accountPage ?? []),
    mayRequire: actor.kind === 'user' && (actor.strong === true || actor.administrator),
    done: url.searchParams.get('done') ?? '',
  };
};

export const actions: Actions = {
  save: async ({ request, locals, params }) => {
    const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'edit-organizer');
    const form = await request.formData();
    // A box that is not ticked sends nothing.
    if (!form.has('requireSecondFactor')) form.set('requireSecondFactor', '');
    const done = await submitEdit(locals.ctx, {
      form,
      schema: organizerForm,
      lock: (ctx) => lockTeam(ctx, scope),
      current: async (ctx) => entriesOf(await getOrganizerSettings(ctx, scope)),
      save: (ctx, change) => updateOrganizer(ctx, scope, change),
    });
    if (!done.ok) return fail(done.status, { save: done.state });
    redirect(303, `/manage/${scope.slug}/settings?done=saved`);
  },
  logo: async ({ request, locals, params }) => {
    const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'edit-organizer');
    const file = (await request.formData()).get('logo');
    if (!(file instanceof File) || file.size === 0)
      return fail(422, { logo: translator(locals.locale)('organizers.settings.choosePicture') });
    try {
      await uploadLogo(locals.ctx, scope, {
        bytes: new Uint8Array(await file.arrayBuffer()),
        fileName: file.name,
        storage: getRuntime().storage,
      });
    } catch (error) {
      if (error instanceof FoyerError && error.status < 500)
        return fail(error.status, { logo: wordError(error, locals.locale) });
      throw error;
    }
    redirect(303, `/manage/${scope.slug}/settings?done=logo`);
  },
  removeLogo: async ({ locals, params }) => {
    const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'edit-organizer');
    await removeLogo(locals.ctx, scope);
    redirect(303, `/manage/${scope.slug}/settings?done=unlogo`);
  },
};
