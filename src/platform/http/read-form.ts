/** How texts of pages' forms come in: without what nobody sees or types. */
import { cleanText } from '../fit-text.ts';
import { FoyerError, Invalid, TooLarge } from '../errors.ts';

/**
 * Makes `request.formData()` clean its texts, names of fields and files included, and say so where the body is no form.
 */
export function cleanForms(request: Request): void {
  const read = request.formData.bind(request);
  request.formData = async () => cleanForm(await read().catch(refuse));
}

/** The same form with clean texts. */
export function cleanForm(form: FormData): FormData {
  const clean = new FormData();
  for (const [name, value] of form) {
    if (typeof value === 'string') clean.append(cleanText(name), cleanText(value));
    else clean.append(cleanText(name), value, cleanText(value.name));
  }
  return clean;
}

/** @throws TooLarge for a body beyond its limit, Invalid for one that is no form */
function refuse(error: unknown): never {
  if (error instanceof FoyerError) throw error;
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ((cause as { status?: unknown }).status === 413) throw new TooLarge('too_large.request');
  }
  throw new Invalid('bad_request.form', [], {}, { cause: error });
}
