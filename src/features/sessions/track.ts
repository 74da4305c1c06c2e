/** What a track is. Fields stand in the order of the form. */
import { ARCHIVES_ONLY, area, color, line, NO_PLACE } from '#platform/records/field.ts';
import { SESSION_LIMITS } from './session.ts';

const LINE = 200;

export const TRACK_FIELDS = {
  name: line({
    label: 'Name',
    max: LINE,
    required: 'Give it a name',
    wide: true,
    seenBy: ['public'],
    formats: { openEvent: 'name', csv: 'track', scheduleXml: 'track', scheduleJson: 'track', calendar: 'CATEGORIES' },
  }),
  color: color({
    label: 'Colour',
    hint: 'Such as #336699. Left empty, Foyer picks one that goes with the event.',
    seenBy: ['public'],
    formats: { openEvent: 'color', csv: NO_PLACE, scheduleXml: 'color', scheduleJson: 'color', calendar: NO_PLACE },
  }),
  description: area({
    label: 'Description',
    max: SESSION_LIMITS.text,
    rows: 4,
    wide: true,
    seenBy: ['public'],
    formats: { openEvent: 'description', ...ARCHIVES_ONLY },
  }),
} as const;
