/** What a session type is. Fields stand in the order of the form. */
import { ARCHIVES_ONLY, line, NO_PLACE, whole } from '#platform/records/field.ts';

const LINE = 200;

export const SESSION_TYPE_FIELDS = {
  name: line({
    label: 'fields.sessionType.name',
    max: LINE,
    required: 'fields.sessionType.nameMissing',
    wide: true,
    seenBy: ['public'],
    formats: { openEvent: 'name', csv: 'type', scheduleXml: 'type', scheduleJson: 'type', calendar: NO_PLACE },
  }),
  minutes: whole({
    label: 'fields.sessionType.minutes',
    max: 10_000,
    seenBy: ['public'],
    formats: { openEvent: 'length', ...ARCHIVES_ONLY },
  }),
} as const;
