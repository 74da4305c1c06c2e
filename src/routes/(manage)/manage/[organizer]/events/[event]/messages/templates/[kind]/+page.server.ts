import { problemOf, wordProblem } from '#platform/i18n/problem.ts';
import { fail, redirect } from '@sveltejs/kit';
import { lockEvent } from '#features/events/server/lock-event.ts';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { isNoticeKind, type NoticeKind } from '#features/messages/notice.ts';
import { templateForm } from '#features/messages/server/inputs.ts';
import { renderPreview } from '#features/messages/server/render-preview.ts';
import { getWords, updateTemplate } from '#features/messages/server/update-template.ts';
import { NotFound } from '#platform/errors.ts';
import { cutText } from '#platform/fit-text.ts';
import { entriesOf, submitEdit } from '#platform/http/submit-form.ts';
import { knownLocale, type Locale, translator } from '#platform/i18n/translate.ts';
import type { Actions, PageServerLoad } from './$types';

function kindOf(text: string): NoticeKind {
  if (!isNoticeKind(text)) throw new NotFound('not_found.mail_any');
  return text;
}

const languageOf = (url: URL): Locale => knownLocale(url.searchParams.get('language') ?? '');
const here = (
  params: { organizer: string; event: string },
  { kind, locale }: { kind: string; locale: Locale },
): string => `/manage/${params.organizer}/events/${params.event}/messages/templates/${kind}?language=${locale}`;

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'send-messages');
  const kind = kindOf(params.kind);
  const language = languageOf(url);
  const { words, isOwn } = await getWords(locals.ctx, scope, kind, language);
  return {
    kind,
    language,
    words,
    isOwn,
    preview: await renderPreview(locals.ctx, scope, { kind, locale: language, words }),
  };
};

export const actions: Actions = {
  preview: async ({ request, locals, params, url }) => {
    const { ctx } = locals;
    const scope = await authoriseEventOf(ctx, params, 'send-messages');
    const kind = kindOf(params.kind);
    const entries = entriesOf(await request.formData());
    const read = templateForm(kind).safeParse(entries);
    const problems = Object.fromEntries(
      (read.error?.issues ?? []).map((issue) => [String(issue.path[0]), wordProblem(problemOf(issue), locals.locale)]),
    );
    const words = { subject: cutText(entries.subject ?? '', 200), body: cutText(entries.body ?? '', 6000) };
    const preview = await renderPreview(ctx, scope, { kind, locale: languageOf(url), words });
    return {
      state: {
        entries,
        problems,
        message: read.success ? '' : translator(locals.locale)('checkout.lookAgain'),
        conflicts: [],
      },
      preview,
    };
  },
  save: async ({ request, locals, params, url }) => {
    const { ctx } = locals;
    const scope = await authoriseEventOf(ctx, params, 'send-messages');
    const kind = kindOf(params.kind);
    const locale = languageOf(url);
    const done = await submitEdit(ctx, {
      form: await request.formData(),
      schema: templateForm(kind),
      lock: (ctx) => lockEvent(ctx, scope),
      current: async (ctx) => (await getWords(ctx, scope, kind, locale)).words,
      save: (ctx, words) => updateTemplate(ctx, scope, { kind, locale, ...words }),
    });
    if (!done.ok) return fail(done.status, { state: done.state });
    redirect(303, here(params, { kind, locale }));
  },
  reset: async ({ locals, params, url }) => {
    const scope = await authoriseEventOf(locals.ctx, params, 'send-messages');
    const kind = kindOf(params.kind);
    const locale = languageOf(url);
    await updateTemplate(locals.ctx, scope, { kind, locale, subject: '', body: '' });
    redirect(303, here(params, { kind, locale }));
  },
};
