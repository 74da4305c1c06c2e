/** What a sponsor is. Fields stand in the order of the form. */
import { address, ARCHIVES_ONLY, area, line, media, whole } from '#platform/records/field.ts';

const LINE = 200;

export const SPONSOR_FIELDS = {
  name: line({
    label: 'fields.sponsor.name',
    max: LINE,
    required: 'fields.sponsor.nameMissing',
    wide: true,
    seenBy: ['public'],
    formats: { openEvent: 'name', ...ARCHIVES_ONLY },
  }),
  type: line({
    label: 'fields.sponsor.type',
    max: LINE,
    hint: 'fields.sponsor.typeHint',
    seenBy: ['public'],
    formats: { openEvent: ['sponsor_type', 'type'], ...ARCHIVES_ONLY },
  }),
  level: whole({
    label: 'fields.sponsor.level',
    max: 1000,
    hint: 'fields.sponsor.levelHint',
    seenBy: ['public'],
    formats: { openEvent: 'level', ...ARCHIVES_ONLY },
  }),
  url: address({
    label: 'fields.sponsor.url',
    max: 2000,
    wide: true,
    seenBy: ['public'],
    formats: { openEvent: 'url', ...ARCHIVES_ONLY },
  }),
  description: area({
    label: 'fields.sponsor.description',
    max: 100_000,
    rows: 4,
    wide: true,
    seenBy: ['public'],
    formats: { openEvent: 'description', ...ARCHIVES_ONLY },
  }),
  logo: media({
    label: 'fields.sponsor.logo',
    form: false,
    seenBy: ['public'],
    formats: { openEvent: ['logo', 'logo_url'], ...ARCHIVES_ONLY },
  }),
} as const;
