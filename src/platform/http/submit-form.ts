/** A form's way in: read, checked, acted on; and its way back where something is wrong, with all that was typed. */
import type { z } from 'zod';
import type { Ctx } from '../ctx.ts';
import { Conflict, FoyerError, Invalid, wordError } from '../errors.ts';
import { cleanText } from '../fit-text.ts';
import { type EditConflict, type Entries, mergeEdit } from '../merge-edit.ts';
import { problemOf, wordProblem } from '../i18n/problem.ts';
import { refusedValue } from '../refused-value.ts';
import { TooMany } from '../rate-limit.ts';
import { transact } from '../transact.ts';
import type { FormState } from './form-state.ts';

export type Refused = { ok: false; status: number; state: FormState };
export type Submitted<T> = { ok: true; value: T } | Refused;

/** The texts of a form by field. Files are left out; of several values of one field the last counts. */
export function entriesOf(form: FormData): Entries {
  const entries: Entries = {};
  for (const [name, value] of form)
    if (typeof value === 'string' && name !== 'base' && !name.startsWith('resolve.')) entries[name] = value;
  return entries;
}

/**
 * Checks a form against `schema` and acts on it. What is Invalid, in Conflict or tried too often comes back as a
 * refusal in the reader's `locale`, with all that was typed; everything else is thrown.
 */
export async function submitForm<S extends z.ZodType, T>(
  { locale }: { locale: string },
  form: FormData,
  schema: S,
  act: (input: z.output<S>) => Promise<T>,
): Promise<Submitted<T>> {
  const entries = entriesOf(form);
  return answering(locale, entries, async () => act(check(schema, entries)));
}

export type Edit<S extends z.ZodType, T> = {
  form: FormData;
  schema: S;
  /** Locks what is edited. */
  lock: (ctx: Ctx) => Promise<unknown>;
  /** What the form would show now. */
  current: (ctx: Ctx) => Promise<Entries>;
  save: (ctx: Ctx, input: z.output<S>) => Promise<T>;
};

/**
 * Saves a form that edits something. Its field `base` holds, as JSON, what it showed when it was opened: what others
 * changed since is kept, and what both changed differently comes back as a question (status 409) before anything is
 * written. `resolve.<field>` with the value `theirs` takes what is stored.
 */
export async function submitEdit<S extends z.ZodType, T>(ctx: Ctx, edit: Edit<S, T>): Promise<Submitted<T>> {
  const base = baseOf(edit.form);
  const mine = entriesOf(edit.form);
  for (const [name, choice] of edit.form)
    if (name.startsWith('resolve.') && choice === 'theirs') mine[name.slice(8)] = base[name.slice(8)] ?? '';
  const result = await answering(ctx.locale, mine, () =>
    transact(ctx, async (ctx) => {
      await edit.lock(ctx);
      const theirs = await edit.current(ctx);
      const { merged, conflicts } = mergeEdit(base, mine, theirs);
      if (conflicts.length > 0) throw new EditedMeanwhile(conflicts, { ...theirs }, merged);
      return edit.save(ctx, check(edit.schema, merged));
    }),
  );
  // The next try still starts from where this one did, or what others change meanwhile would look as if it had been
  // taken back.
  if (!result.ok) result.state.base ??= base;
  return result;
}

class EditedMeanwhile extends Conflict {
  readonly conflicts: EditConflict[];
  readonly base: Entries;
  /**
   * What was sent, with what others changed elsewhere: since the next try starts from what is stored, it would be taken
   * back otherwise.
   */
  readonly merged: Entries;
  constructor(conflicts: EditConflict[], base: Entries, merged: Entries) {
    super('edited_meanwhile.fields');
    this.conflicts = conflicts;
    this.base = base;
    this.merged = merged;
  }
}

/** What the form showed when it was opened, as its field `base` says; nothing where that cannot be read. */
export function baseOf(form: FormData): Entries {
  try {
    const parsed: unknown = JSON.parse(String(form.get('base') ?? '{}'));
    if (typeof parsed !== 'object' || parsed === null) return {};
    return Object.fromEntries(
      Object.entries(parsed)
        .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
        .map(([name, text]) => [cleanText(name), cleanText(text)]),
    );
  } catch {
    return {};
  }
}

function check<S extends z.ZodType>(schema: S, entries: Entries): z.output<S> {
  const parsed = schema.safeParse(entries);
  if (parsed.success) return parsed.data;
  throw new Invalid('invalid.fields', parsed.error.issues.map(problemOf));
}

async function answering<T>(locale: string, entries: Entries, act: () => Promise<T>): Promise<Submitted<T>> {
  try {
    return { ok: true, value: await act() };
  } catch (error) {
    const wordsOf = (some: unknown): string =>
      some instanceof FoyerError ? wordError(some, locale) : (some as Error).message;
    const state: FormState = { entries, problems: {}, message: wordsOf(error), conflicts: [] };
    if (error instanceof EditedMeanwhile)
      return {
        ok: false,
        status: 409,
        state: { ...state, entries: error.merged, conflicts: error.conflicts, base: error.base },
      };
    if (error instanceof Invalid) {
      for (const problem of error.problems) state.problems[problem.where] ??= wordProblem(problem, locale);
      return { ok: false, status: error.status, state };
    }
    const refused = refusedValue(error);
    if (refused)
      return { ok: false, status: refused.status, state: { ...state, message: wordsOf(refused), code: refused.code } };
    if (error instanceof Conflict || error instanceof TooMany)
      return { ok: false, status: error.status, state: { ...state, code: error.code } };
    throw error;
  }
}
