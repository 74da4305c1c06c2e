/**
 * Fields that belong to one answer of another field: `[data-only-if]` names that field, `data-only-value` the answer
 * ('' for any, as of a box that is ticked). They are out of sight until that is so; without scripts they say themselves
 * when they are meant. What folds away opens for its answer likewise: `details[data-open-if]` with `data-open-value`.
 */

/** Starts it in every form of this page that has such fields. */
export function showDependentFields(): void {
  const forms = new Set(
    [...document.querySelectorAll<HTMLElement>('[data-only-if]')]
      .map((field) => field.closest('form'))
      .filter((form) => form !== null),
  );
  for (const form of forms) {
    const show = (): void => showIn(form);
    form.addEventListener('change', show);
    form.addEventListener('input', show);
    show();
  }
}

/** Opens what an answer needs once it is given; it stays open, since something may be typed in it. */
export function openForAnswers(): void {
  for (const part of document.querySelectorAll<HTMLDetailsElement>('details[data-open-if]')) {
    const { openIf = '', openValue = '' } = part.dataset;
    part.closest('form')?.addEventListener('change', ({ target }) => {
      if (target instanceof HTMLInputElement && target.name === openIf && target.value === openValue) part.open = true;
    });
  }
}

function showIn(form: HTMLFormElement): void {
  const data = new FormData(form);
  const fields = [...form.querySelectorAll<HTMLElement>('[data-only-if]')];
  // What depends on a field that is out of sight itself is out of sight too, in whatever order they stand.
  for (const field of fields) field.hidden = false;
  for (let again = true; again;) {
    again = false;
    for (const field of fields.filter(({ hidden }) => !hidden)) {
      if (isMeant(form, field, data)) continue;
      field.hidden = true;
      again = true;
    }
  }
}

function isMeant(form: HTMLFormElement, { dataset }: HTMLElement, data: FormData): boolean {
  const { onlyIf = '', onlyValue = '' } = dataset;
  const control = form.elements.namedItem(onlyIf);
  const element = control instanceof RadioNodeList ? control[0] : control;
  if (!(element instanceof HTMLElement) || element.closest('[data-only-if][hidden]')) return false;
  const values = data.getAll(onlyIf).filter((value) => value !== '');
  return onlyValue === '' ? values.length > 0 : values.includes(onlyValue);
}
