/** The way in of forms about accounts: messages in the reader's language, and no password comes back in a page. */
import type { z } from 'zod';
import { type Translate, translator } from '#platform/i18n/translate.ts';
import { type Submitted, submitForm } from '#platform/http/submit-form.ts';
import type { AnyEvent } from './finish-entry.ts';

const SECRETS = ['password', 'current'];

/** As submitForm, for the form of this request. */
export async function submitAccountForm<S extends z.ZodType, T>(
  event: AnyEvent,
  schema: S | ((t: Translate) => S),
  act: (input: z.output<S>) => Promise<T>,
): Promise<Submitted<T>> {
  const t = translator(event.locals.locale);
  const result = await submitForm(
    event.locals,
    await event.request.formData(),
    typeof schema === 'function' ? schema(t) : schema,
    act,
  );
  if (result.ok) return result;
  const { state } = result;
  for (const name of SECRETS) delete state.entries[name];
  if (Object.keys(state.problems).length > 0) state.message = t('account.problem.fields');
  return result;
}
