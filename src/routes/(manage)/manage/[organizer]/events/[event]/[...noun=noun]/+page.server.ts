import { fail, redirect } from '@sveltejs/kit';
import { findEdit } from '#features/edits/server/queries.ts';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { listRights } from '#features/organizers/server/policy.ts';
import { listActs, readAct } from '#features/records/bulk.ts';
import { NOUN_FACTS } from '#features/records/nouns.ts';
import { recordSchema } from '#features/records/server/inputs.ts';
import { loadEditRights, mayEditRecord } from '#features/records/server/policy.ts';
import { listRecords, loadChoices } from '#features/records/server/queries.ts';
import { restoreRecords, updateRecords } from '#features/records/server/update-records.ts';
import { readListQuery, formatListQuery } from '#features/records/list-query.ts';
import { moveRoom } from '#features/sessions/server/move-room.ts';
import { Conflict, NotFound, wordError } from '#platform/errors.ts';
import { translator } from '#platform/i18n/translate.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, parent, url }) => {
  const { ctx } = locals;
  const noun = params.noun;
  const scope = await authoriseEventOf(ctx, params, NOUN_FACTS[noun].see);
  const { managedEvent } = await parent();
  const query = readListQuery(url.searchParams);
  const choices = await loadChoices(ctx, scope, noun);
  const { rows, total, clashes } = await listRecords(ctx, scope, noun, managedEvent, query);
  const may = await loadEditRights(ctx, scope, noun, managedEvent.rights);
  const edit = await findEdit(ctx, scope, url.searchParams.get('edit') ?? '');
  return {
    noun,
    query,
    choices,
    total,
    may,
    rows: rows.map((row) => ({
      ...row,
      editable: mayEditRecord(may, noun, row),
      clashes: clashes.get(row.number) ?? [],
    })),
    clashing: clashes.size,
    edit: edit ?? null,
    acts: may.edit ? listActs(noun, choices, may, translator(locals.locale)) : [],
  };
};

export const actions: Actions = {
  /** The same act on all that are ticked, or on all that the list finds. */
  bulk: async ({ request, locals, params, url }) => {
    const { ctx } = locals;
    const noun = params.noun;
    const t = translator(locals.locale);
    const form = await request.formData();
    const query = readListQuery(url.searchParams);
    const deletes = form.get('act') === 'delete';
    const scope = await authoriseEventOf(ctx, params, NOUN_FACTS[noun][deletes ? 'remove' : 'edit']);
    const choices = await loadChoices(ctx, scope, noun);
    const place = { timeZone: 'UTC', currency: 'EUR', choices, t };
    const act = readAct(String(form.get('act') ?? ''), listActs(noun, choices, { remove: deletes }, t));
    if (act === undefined) return fail(422, { problem: t('records.list.chooseAct') });
    const { page: _page, ...all } = query;
    const ticked = form
      .getAll('number')
      .map(Number)
      .filter((number) => Number.isSafeInteger(number) && number > 0);
    const wanted = form.has('all')
      ? (await listRecords(ctx, scope, noun, place, all)).rows
      : (await listRecords(ctx, scope, noun, place, { numbers: ticked })).rows;
    if (wanted.length === 0) return fail(422, { problem: t(`records.${noun}.pick`) });
    const may = await loadEditRights(ctx, scope, noun, await listRights(ctx, scope));
    const numbers = wanted
      .filter((row) => !form.has('all') || mayEditRecord(may, noun, row))
      .map(({ number }) => number);
    const values = act && recordSchema(noun, place, new Set(Object.keys(act))).parse(act);
    const done = await updateRecords(
      ctx,
      scope,
      noun,
      values ? { change: numbers.map((number) => ({ number, values })) } : { remove: numbers },
    );
    redirect(303, `${url.pathname}${withEdit(formatListQuery(query), done.editId)}`);
  },
  undo: async ({ request, locals, params, url }) => {
    const form = await request.formData();
    const scope = await authoriseEventOf(locals.ctx, params, NOUN_FACTS[params.noun].edit);
    const id = String(form.get('edit') ?? '');
    try {
      await restoreRecords(locals.ctx, scope, id);
    } catch (error) {
      if (error instanceof Conflict || error instanceof NotFound)
        return fail(409, { problem: wordError(error, locals.locale) });
      throw error;
    }
    redirect(303, `${url.pathname}${withEdit(formatListQuery(readListQuery(url.searchParams)), id)}`);
  },
  move: async ({ request, locals, params, url }) => {
    const form = await request.formData();
    const scope = await authoriseEventOf(locals.ctx, params, NOUN_FACTS[params.noun].add);
    const [to, number] = String(form.get('move') ?? '').split(':');
    if (params.noun === 'rooms')
      await moveRoom(locals.ctx, scope, { number: Number(number), to: to === 'up' ? 'up' : 'down' });
    redirect(303, `${url.pathname}${formatListQuery(readListQuery(url.searchParams))}#n${Number(number)}`);
  },
};

function withEdit(query: string, id: string | null): string {
  if (id === null) return query;
  return `${query || '?'}${query ? '&' : ''}edit=${encodeURIComponent(id)}`;
}
