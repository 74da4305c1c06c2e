/** Lists in a form: lines or boxes of their own while it is filled in, one text when it is sent. */
import { arrangeLines } from './nouns.ts';

const LINE = /^speakers\.(\d{1,3})$/;

/** Puts the lines of the form into its field `speakers`, one below the other, in their order. */
export function joinSpeakers(form: FormData): FormData {
  const lines: [number, string][] = [];
  for (const [name, value] of [...form]) {
    const place = LINE.exec(name)?.[1];
    if (place === undefined) continue;
    if (typeof value === 'string' && value.trim() !== '') lines.push([Number(place), value.trim()]);
    form.delete(name);
  }
  lines.sort(([a], [b]) => a - b);
  form.set('speakers', lines.map(([, line]) => line).join('\n'));
  return form;
}

/** Puts the ticked boxes `type.3` of the form into its field `types`, one number a line, ascending. */
export function joinTypes(form: FormData): FormData {
  const numbers: number[] = [];
  for (const [name, value] of [...form]) {
    const number = /^type\.([1-9]\d{0,8})$/.exec(name)?.[1];
    if (number === undefined) continue;
    if (value) numbers.push(Number(number));
    form.delete(name);
  }
  form.set('types', numbers.sort((a, b) => a - b).join('\n'));
  return form;
}

/**
 * What a form asks for with its small buttons before it is saved: another order of speakers, or one more line.
 * Undefined where it is to be saved.
 */
export function rearrange(form: FormData): string | undefined {
  const how = form.get('arrange');
  if (typeof how !== 'string' || how === '') return undefined;
  return arrangeLines(
    String(form.get('speakers') ?? '')
      .split('\n')
      .filter(Boolean),
    how,
  ).join('\n');
}
