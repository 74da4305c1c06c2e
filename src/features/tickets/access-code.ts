/** What an organiser says of an access code. Fields stand in the order of the form. */
import { code, TABLES_ONLY, ticketTypes, type ValuesOf } from '#platform/records/field.ts';

export const ACCESS_CODE_FIELDS = {
  code: code({
    label: 'Code',
    max: 40,
    required: 'Give the code',
    several: {
      label: 'Codes',
      hint: 'One a line: letters from A to Z, digits and hyphens. Capitals or not is the same. The longer, the harder to guess.',
    },
    wide: true,
    seenBy: [],
    formats: TABLES_ONLY,
  }),
  types: ticketTypes({
    label: 'Ticket types that it shows',
    hint: 'Only those that ask for a code; choose that on the ticket type.',
    wide: true,
    seenBy: [],
    formats: TABLES_ONLY,
  }),
} as const;

export type AccessCodeValues = ValuesOf<typeof ACCESS_CODE_FIELDS>;
