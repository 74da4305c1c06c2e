import { textKey } from '#platform/i18n/translate.ts';
import type { SheetProblem } from '#features/questions/answer-sheet.ts';
import type { FormState } from '#platform/http/form-state.ts';
import type { Translate } from '#platform/i18n/text.ts';

/** What is wrong with a buyer's form as a whole, in their language, by the code of its refusal. */
export function inWords(state: FormState, t: Translate): FormState {
  return {
    ...state,
    message: state.code ? t(textKey(`afterSale.refused.${state.code}`)) : t('checkout.lookAgain'),
  };
}

type Taken = { problems: readonly SheetProblem[]; entries: Record<string, string> };

/** The same for a form with answers, of which it says all that is wrong, and shows again what was typed. */
export function withAnswers(state: FormState, taken: Taken, t: Translate): FormState {
  const said = inWords({ ...state, entries: { ...state.entries, ...taken.entries } }, t);
  return {
    ...said,
    problems: {
      ...said.problems,
      ...Object.fromEntries(taken.problems.map(({ field, key, values }) => [field, t(textKey(key), values)])),
    },
  };
}
