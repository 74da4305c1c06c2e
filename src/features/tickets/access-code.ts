/** What an organiser says of an access code. Fields stand in the order of the form. */
import { code, TABLES_ONLY, ticketTypes, type ValuesOf } from '#platform/records/field.ts';

export const ACCESS_CODE_FIELDS = {
  code: code({
    label: 'fields.accessCode.code',
    max: 40,
    required: 'fields.accessCode.codeMissing',
    several: {
      label: 'fields.accessCode.several',
      hint: 'fields.accessCode.severalHint',
    },
    wide: true,
    seenBy: [],
    formats: TABLES_ONLY,
  }),
  types: ticketTypes({
    label: 'fields.accessCode.types',
    hint: 'fields.accessCode.typesHint',
    wide: true,
    seenBy: [],
    formats: TABLES_ONLY,
  }),
} as const;

export type AccessCodeValues = ValuesOf<typeof ACCESS_CODE_FIELDS>;
