import type { FormState } from '#platform/http/form-state.ts';
import type { Translate } from '#ui/translate.ts';

/** What is wrong with a buyer's form, in their language: fields by their key, the whole by the code of its refusal. */
export function inWords(state: FormState, t: Translate): FormState {
  const problems = Object.fromEntries(Object.entries(state.problems).map(([field, key]) => [field, t(key)]));
  return { ...state, problems, message: state.code ? t(`afterSale.refused.${state.code}`) : t('checkout.lookAgain') };
}
