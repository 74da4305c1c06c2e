/** What the pages for a new and a known record share. */
import { joinSpeakers, joinTypes, rearrange } from '#features/records/form-lines.ts';
import { NOUN_FACTS, type Noun } from '#features/records/nouns.ts';
import type { FormState } from '#platform/http/form-state.ts';
import { entriesOf } from '#platform/http/submit-form.ts';

/** The form as it was sent; and what to show again instead of saving, where only the speakers were put in order. */
export async function readForm(request: Request, noun: Noun): Promise<{ form: FormData; again?: FormState }> {
  const form = await request.formData();
  if (NOUN_FACTS[noun].fields.some(({ kind }) => kind === 'ticketTypes')) joinTypes(form);
  if (noun !== 'sessions') return { form };
  joinSpeakers(form);
  const speakers = rearrange(form);
  if (speakers === undefined) return { form };
  const state: FormState = { entries: { ...entriesOf(form), speakers }, problems: {}, message: '', conflicts: [] };
  const base = form.get('base');
  return { form, again: { ...state, ...(typeof base === 'string' && base ? { base: readBase(base) } : {}) } };
}

function readBase(text: string): Record<string, string> {
  try {
    return JSON.parse(text) as Record<string, string>;
  } catch {
    return {};
  }
}
