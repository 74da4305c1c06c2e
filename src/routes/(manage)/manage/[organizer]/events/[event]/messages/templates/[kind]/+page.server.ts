import { fail, redirect } from '@sveltejs/kit';
import { lockEvent } from '#features/events/server/lock-event.ts';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { isNoticeKind, type NoticeKind } from '#features/messages/notice.ts';
import { templateForm, templateLocale } from '#features/messages/server/inputs.ts';
import { loadWords } from '#features/messages/server/render-notice.ts';
import { renderPreview } from '#features/messages/server/render-preview.ts';
import { houseWords, updateTemplate } from '#features/messages/server/update-template.ts';
import { NotFound } from '#platform/errors.ts';
import { entriesOf, submitEdit } from '#platform/http/submit-form.ts';
import type { Actions, PageServerLoad } from './$types';

function kindOf(text: string): NoticeKind {
  if (!isNoticeKind(text)) throw new NotFound('There is no such mail');
  return text;
}

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'send-messages');
  const kind = kindOf(params.kind);
  const language = templateLocale.parse(url.searchParams.get('language') ?? 'en');
  const own = await loadWords(locals.ctx, scope.eventId, kind, language);
  const house = houseWords(kind, language);
  const words = { subject: own.subject || house.subject, body: own.body || house.body };
  return { kind, language, words, isOwn: own.subject !== '' || own.body !== '', preview: await renderPreview(locals.ctx, scope, { kind, locale: language, words }) };
};

export const actions: Actions = {
  preview: async ({ request, locals, params, url }) => {
    const { ctx } = locals;
    const scope = await authoriseEventOf(ctx, params, 'send-messages');
    const kind = kindOf(params.kind);
    const entries = entriesOf(await request.formData());
    const read = templateForm(kind).safeParse(entries);
    const problems = Object.fromEntries((read.error?.issues ?? []).map(({ path, message }) => [String(path[0]), message]));
    const words = { subject: (entries.subject ?? '').slice(0, 200), body: (entries.body ?? '').slice(0, 6000) };
    const preview = await renderPreview(ctx, scope, { kind, locale: templateLocale.parse(url.searchParams.get('language') ?? 'en'), words });
    return { state: { entries, problems, message: read.success ? '' : 'Some fields need another look', conflicts: [] }, preview };
  },
  save: async ({ request, locals, params, url }) => {
    const { ctx } = locals;
    const scope = await authoriseEventOf(ctx, params, 'send-messages');
    const kind = kindOf(params.kind);
    const locale = templateLocale.parse(url.searchParams.get('language') ?? 'en');
    const done = await submitEdit(ctx, {
      form: await request.formData(),
      schema: templateForm(kind),
      lock: (ctx) => lockEvent(ctx, scope),
      current: async (ctx) => {
        const own = await loadWords(ctx, scope.eventId, kind, locale);
        const house = houseWords(kind, locale);
        return { subject: own.subject || house.subject, body: own.body || house.body };
      },
      save: (ctx, words) => updateTemplate(ctx, scope, { kind, locale, ...words }),
    });
    if (!done.ok) return fail(done.status, { state: done.state });
    redirect(303, `/manage/${params.organizer}/events/${params.event}/messages/templates/${kind}?language=${locale}`);
  },
  reset: async ({ locals, params, url }) => {
    const scope = await authoriseEventOf(locals.ctx, params, 'send-messages');
    const kind = kindOf(params.kind);
    const locale = templateLocale.parse(url.searchParams.get('language') ?? 'en');
    await updateTemplate(locals.ctx, scope, { kind, locale, subject: '', body: '' });
    redirect(303, `/manage/${params.organizer}/events/${params.event}/messages/templates/${kind}?language=${locale}`);
  },
};
