/** What the fields of a form are given by their names: label, what is stored, and what the last answer says of it. */
import type { FormState } from '#platform/http/form-state.ts';

type Value = string | number | null | undefined;
type Given<Name extends string> = {
  form: FormState | null | undefined;
  labels: Record<Name, string>;
  /** What the fields hold until somebody types; left out where they begin empty. */
  values?: { [Key in NoInfer<Name>]?: Value };
};
type Field = { form: FormState | null | undefined; name: string; label: string; value: Value };

export const fieldsOf =
  <Name extends string>({ form, labels, values = {} }: Given<Name>) =>
  (name: Name): Field => ({ form, name, label: labels[name] ?? '', value: values[name] });
