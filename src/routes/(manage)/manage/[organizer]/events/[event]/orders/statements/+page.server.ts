import { fail, redirect } from '@sveltejs/kit';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { acceptLine, ignoreLine } from '#features/payments/server/accept-lines.ts';
import { acceptSureLines, findBooking } from '#features/payments/server/accept-sure-lines.ts';
import { type Imported, importStatement, readStatementText } from '#features/payments/server/import-statement.ts';
import { readMapping } from '#features/payments/server/inputs.ts';
import { LINES_SHOWN, listStatementLines } from '#features/payments/server/match-lines.ts';
import { Conflict, Invalid, NotFound, wordError } from '#platform/errors.ts';
import { translator } from '#platform/i18n/translate.ts';
import type { Actions, PageServerLoad } from './$types';

const STATES = ['open', 'booked', 'ignored'] as const;

export const load: PageServerLoad = async ({ locals, params, url, setHeaders }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'see-orders');
  const state = STATES.find((known) => known === url.searchParams.get('state')) ?? 'open';
  const brought = /^(\d{1,6})-(\d{1,6})-(\d{1,6})$/.exec(url.searchParams.get('brought') ?? '');
  const booking = (await findBooking(locals.ctx, scope)) ?? null;
  // Whoever began it comes from there; who types something beside it is left in peace.
  if (booking && url.searchParams.has('booking')) setHeaders({ refresh: '5' });
  return {
    state,
    booking,
    ...(await listStatementLines(locals.ctx, scope, { state })),
    most: LINES_SHOWN,
    brought: brought
      ? { added: Number(brought[1]), known: Number(brought[2]), skipped: Number(brought[3]), unread: [] }
      : null,
  };
};

type Failed = {
  /** What came of it where some of it could not be read; bringing it again changes nothing. */
  brought: Extract<Imported, { outcome: 'imported' }> | null;
  problem: string;
  line: number;
  columns: Extract<Imported, { outcome: 'columns' }> | null;
  text: string;
  fileName: string;
  typed: string;
};
const NOTHING: Failed = { brought: null, problem: '', line: 0, columns: null, text: '', fileName: '', typed: '' };
const failed = (status: number, more: Partial<Failed>) => fail(status, { ...NOTHING, ...more });

const here = ({ organizer, event }: { organizer: string; event: string }, query = ''): string =>
  `/manage/${organizer}/events/${event}/orders/statements${query}`;

export const actions: Actions = {
  bring: async ({ request, locals, params }) => {
    const scope = await authoriseEventOf(locals.ctx, params, 'edit-orders');
    const t = translator(locals.locale);
    const form = await request.formData();
    const file = form.get('file');
    const [text, fileName] = [String(form.get('text') ?? ''), String(form.get('fileName') ?? '')];
    if (!text && (!(file instanceof File) || file.size === 0))
      return failed(422, { problem: t('sales.statements.chooseFile') });
    try {
      const statement =
        file instanceof File && file.size > 0
          ? { text: readStatementText(new Uint8Array(await file.arrayBuffer())), fileName: file.name }
          : { text, fileName };
      const done = await importStatement(locals.ctx, scope, {
        ...statement,
        ...(text && { mapping: readMapping(form) }),
      });
      if (done.outcome === 'columns')
        return failed(422, {
          columns: done,
          ...statement,
          problem: text ? t('sales.statements.needColumns') : '',
        });
      if (done.unread.length > 0) return { ...NOTHING, brought: done };
      redirect(303, here(params, `?brought=${done.added}-${done.known}-${done.skipped}`));
    } catch (error) {
      if (error instanceof Invalid) return failed(422, { problem: wordError(error, locals.locale) });
      throw error;
    }
  },
  accept: async ({ request, locals, params }) => {
    const scope = await authoriseEventOf(locals.ctx, params, 'edit-orders');
    const t = translator(locals.locale);
    const form = await request.formData();
    const [lineId, code] = [Number(form.get('line')), String(form.get('code') ?? '')];
    if (!Number.isSafeInteger(lineId) || code.trim() === '')
      return failed(422, { line: lineId, problem: t('sales.statements.needCode') });
    try {
      await acceptLine(locals.ctx, scope, { lineId, code });
    } catch (error) {
      if (error instanceof NotFound || error instanceof Conflict || error instanceof Invalid)
        return failed(error.status === 404 ? 422 : error.status, {
          line: lineId,
          typed: code,
          problem: wordError(error, locals.locale),
        });
      throw error;
    }
    redirect(303, here(params));
  },
  sure: async ({ locals, params }) => {
    const { left } = await acceptSureLines(locals.ctx, await authoriseEventOf(locals.ctx, params, 'edit-orders'));
    redirect(303, here(params, left > 0 ? '?booking' : ''));
  },
  ignore: async ({ request, locals, params }) => {
    const scope = await authoriseEventOf(locals.ctx, params, 'edit-orders');
    const form = await request.formData();
    const lineId = Number(form.get('line'));
    if (!Number.isSafeInteger(lineId) || lineId < 1)
      return failed(422, { problem: translator(locals.locale)('sales.statements.notFound') });
    await ignoreLine(locals.ctx, scope, { lineId, ignored: form.get('ignored') === 'yes' });
    redirect(303, here(params, form.get('ignored') === 'yes' ? '' : '?state=ignored'));
  },
};
