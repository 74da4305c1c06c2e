/** What a track is. Fields stand in the order of the form. */
import { ARCHIVES_ONLY, area, color, line, NO_PLACE } from '#platform/records/field.ts';
import { SESSION_LIMITS } from './session.ts';

const LINE = 200;

export const TRACK_FIELDS = {
  name: line({
    label: 'fields.track.name',
    max: LINE,
    required: 'fields.track.nameMissing',
    wide: true,
    seenBy: ['public'],
    formats: { openEvent: 'name', csv: 'track', scheduleXml: 'track', scheduleJson: 'track', calendar: 'CATEGORIES' },
  }),
  color: color({
    label: 'fields.track.color',
    hint: 'fields.track.colorHint',
    description: 'As CSS writes it; empty where the organiser chose none',
    example: '#336699',
    seenBy: ['public'],
    formats: { openEvent: 'color', csv: NO_PLACE, scheduleXml: 'color', scheduleJson: 'color', calendar: NO_PLACE },
  }),
  description: area({
    label: 'fields.track.description',
    max: SESSION_LIMITS.text,
    rows: 4,
    wide: true,
    seenBy: ['public'],
    formats: { openEvent: 'description', ...ARCHIVES_ONLY },
  }),
} as const;
