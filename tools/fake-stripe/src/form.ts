/**
 * Reads `a[b][0][c]=x` bodies and queries as Stripe does: names nest in brackets, numbers and empty brackets make
 * lists.
 */

export type Form = { [name: string]: FormValue };
export type FormValue = string | FormValue[] | Form;

export function parseForm(text: string): Form {
  const form: Form = Object.create(null) as Form;
  for (const [name, value] of new URLSearchParams(text)) place(form, pathOf(name), value);
  return listed(form) as Form;
}

function pathOf(name: string): string[] {
  const [, head = name, rest = ''] = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name) ?? [];
  return [head, ...[...rest.matchAll(/\[([^[\]]*)\]/g)].map(([, step]) => step as string)];
}

function place(form: Form, steps: string[], value: string): void {
  let at = form;
  for (const step of steps.slice(0, -1)) {
    const name = step === '' ? String(Object.keys(at).length) : step;
    const known = at[name];
    const next = typeof known === 'object' && !Array.isArray(known) ? known : (Object.create(null) as Form);
    at[name] = next;
    at = next;
  }
  const last = steps.at(-1) as string;
  at[last === '' ? String(Object.keys(at).length) : last] = value;
}

/** Objects whose names count up from nought are lists. */
function listed(value: FormValue): FormValue {
  if (typeof value === 'string') return value;
  const names = Object.keys(value);
  const values = Object.values(value).map(listed);
  if (names.length > 0 && names.every((name, i) => name === String(i))) return values;
  return Object.fromEntries(names.map((name, i) => [name, values[i] as FormValue]));
}
