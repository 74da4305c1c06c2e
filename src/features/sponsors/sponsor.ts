/** What a sponsor is. Fields stand in the order of the form. */
import { address, ARCHIVES_ONLY, area, line, media, whole } from '#platform/records/field.ts';

const LINE = 200;

export const SPONSOR_FIELDS = {
  name: line({
    label: 'Name',
    max: LINE,
    required: 'Give the name',
    wide: true,
    seenBy: ['public'],
    formats: { openEvent: 'name', ...ARCHIVES_ONLY },
  }),
  type: line({
    label: 'Name of the level',
    max: LINE,
    hint: 'Such as Gold',
    seenBy: ['public'],
    formats: { openEvent: ['sponsor_type', 'type'], ...ARCHIVES_ONLY },
  }),
  level: whole({
    label: 'Rank of the level',
    max: 1000,
    hint: '1 is shown first',
    seenBy: ['public'],
    formats: { openEvent: 'level', ...ARCHIVES_ONLY },
  }),
  url: address({
    label: 'Website',
    max: 2000,
    wide: true,
    seenBy: ['public'],
    formats: { openEvent: 'url', ...ARCHIVES_ONLY },
  }),
  description: area({
    label: 'Description',
    max: 100_000,
    rows: 4,
    wide: true,
    seenBy: ['public'],
    formats: { openEvent: 'description', ...ARCHIVES_ONLY },
  }),
  logo: media({
    label: 'Logo',
    form: false,
    seenBy: ['public'],
    formats: { openEvent: ['logo', 'logo_url'], ...ARCHIVES_ONLY },
  }),
} as const;
