/** What the pages for a new and a known thing share. */
import { joinSpeakers, rearrange } from '#features/programme/form-lines.ts';
import type { FormState } from '#platform/http/form-state.ts';
import { entriesOf } from '#platform/http/submit-form.ts';

/** The form as it was sent; and what to show again instead of saving, where only the speakers were put in order. */
export async function readForm(request: Request, hasSpeakers: boolean): Promise<{ form: FormData; again?: FormState }> {
  const form = await request.formData();
  if (!hasSpeakers) return { form };
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
