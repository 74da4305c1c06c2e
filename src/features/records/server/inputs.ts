/** Texts of forms and tables as plain data: one schema for both. */
import { z } from 'zod';
import { checkField, momentField, textField, webAddressField, wholeField } from '#platform/http/form-fields.ts';
import { SESSION_STATES } from '#features/sessions/session.ts';
import { type Choice, type Choices, choicesOf, findSpeaker, NOUN_FACTS, type Noun } from '../nouns.ts';
import type { FormField } from '#platform/records/field.ts';

/** What texts are read against: the event's zone, and what it has to choose from. */
export type Place = { timeZone: string; choices: Choices };

/** Values by field, as the use cases of the noun take them. Only fields of `only` where that is given. */
export function recordSchema(noun: Noun, place: Place, only?: ReadonlySet<string>): z.ZodType<Record<string, unknown>> {
  const fields = NOUN_FACTS[noun].fields.filter(({ name }) => !only || only.has(name));
  return z.object(Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field, place)]))) as z.ZodType<
    Record<string, unknown>
  >;
}

const COLOR = z
  .string()
  .trim()
  .toLowerCase()
  .default('')
  .refine((text) => /^(#[0-9a-f]{6})?$/.test(text), 'Write a colour like #336699');

const EMAIL = z
  .string()
  .trim()
  .max(200, 'At most 200 characters')
  .default('')
  .refine((text) => text === '' || /^[^\s@]+@[^\s@]+$/.test(text), 'Write an address like name@example.org');

function fieldSchema(field: FormField, place: Place): z.ZodType {
  const { kind, max = 200, required } = field;
  switch (kind) {
    case 'line':
    case 'area':
      return textField(max, required ? { required } : {});
    case 'state':
      return z.enum(SESSION_STATES, 'Choose a state').default('draft');
    case 'track':
    case 'room':
    case 'type':
      return referenceField(kind, place.choices);
    case 'check':
      return checkField;
    case 'whole':
      return wholeField(0, max);
    case 'time':
      return momentField(place.timeZone);
    case 'color':
      return COLOR;
    case 'address':
      return webAddressField;
    case 'email':
      return EMAIL;
    case 'speakers':
      return speakersField(place.choices.speakers);
  }
}

function referenceField(kind: 'track' | 'room' | 'type', choices: Choices): z.ZodType {
  return z
    .string()
    .default('')
    .refine(
      (text) => text === '' || choicesOf(kind, choices)?.some(({ value }) => value === text),
      `Choose a ${kind} of this event`,
    )
    .transform((text) => (text === '' ? null : Number(text)));
}

function speakersField(speakers: readonly Choice[]): z.ZodType {
  return z
    .string()
    .default('')
    .transform((text, context) => {
      const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
      const found = lines.map((line) => findSpeaker(line, speakers));
      const missing = found.indexOf(undefined);
      if (missing < 0) return found.map((speaker) => (speaker as Choice).number);
      context.addIssue({
        code: 'custom',
        message: `There is no speaker “${lines[missing]}”. Choose one from the list, or add the speaker first`,
      });
      return z.NEVER;
    });
}
