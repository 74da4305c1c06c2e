/** What a speaker is. */
import {
  address,
  ARCHIVES_ONLY,
  area,
  check,
  email,
  line,
  links,
  media,
  NO_PLACE,
  NOT_IN_SCHEDULES,
  type PublicName,
  publicNames,
  type ValuesOf,
} from '#platform/records/field.ts';

const LINE = 200;
const ADDRESS = 2000;
const TEXT = 100_000;

/** In the order of the form. */
export const SPEAKER_FIELDS = {
  name: line({
    label: 'fields.speaker.name',
    max: LINE,
    required: 'fields.speaker.nameMissing',
    wide: true,
    seenBy: ['public'],
    personal: true,
    formats: { openEvent: 'name', csv: 'name', scheduleXml: 'name', scheduleJson: 'name', calendar: 'ATTENDEE' },
  }),
  pronouns: line({
    label: 'fields.speaker.pronouns',
    max: 60,
    hint: 'fields.speaker.pronounsHint',
    seenBy: ['public'],
    personal: true,
    description: 'Empty where they are not said',
    formats: { openEvent: 'pronouns', csv: 'pronouns', ...NOT_IN_SCHEDULES },
  }),
  organisation: line({
    label: 'fields.speaker.organisation',
    max: LINE,
    example: 'Port of Sines',
    seenBy: ['public'],
    personal: true,
    formats: { openEvent: 'organisation', csv: 'organisation', ...NOT_IN_SCHEDULES },
  }),
  position: line({
    label: 'fields.speaker.position',
    max: LINE,
    example: 'Harbour pilot',
    seenBy: ['public'],
    personal: true,
    formats: { openEvent: 'position', csv: 'position', ...NOT_IN_SCHEDULES },
  }),
  email: email({
    label: 'fields.speaker.email',
    max: LINE,
    hint: 'fields.speaker.emailHint',
    seenBy: [],
    personal: true,
    formats: { openEvent: 'email', csv: 'email', ...NOT_IN_SCHEDULES },
  }),
  mobile: line({
    label: 'fields.speaker.mobile',
    max: LINE,
    hint: 'fields.speaker.mobileHint',
    seenBy: [],
    personal: true,
    formats: { openEvent: 'mobile', csv: 'mobile', ...NOT_IN_SCHEDULES },
  }),
  shortBiography: area({
    label: 'fields.speaker.shortBiography',
    max: 1000,
    rows: 2,
    wide: true,
    seenBy: ['public'],
    personal: true,
    formats: {
      openEvent: 'short_biography',
      csv: 'short_biography',
      scheduleXml: 'biography',
      scheduleJson: 'biography',
      calendar: NO_PLACE,
    },
  }),
  biography: area({
    label: 'fields.speaker.biography',
    max: TEXT,
    rows: 6,
    wide: true,
    hint: 'fields.speaker.biographyHint',
    markdown: true,
    seenBy: ['public'],
    personal: true,
    formats: {
      openEvent: 'long_biography',
      csv: 'biography',
      scheduleXml: 'biography',
      scheduleJson: 'biography',
      calendar: NO_PLACE,
    },
  }),
  city: line({
    label: 'fields.speaker.city',
    max: LINE,
    seenBy: ['public'],
    personal: true,
    formats: { openEvent: 'city', csv: 'city', ...NOT_IN_SCHEDULES },
  }),
  country: line({
    label: 'fields.speaker.country',
    max: LINE,
    seenBy: ['public'],
    personal: true,
    formats: { openEvent: 'country', csv: 'country', ...NOT_IN_SCHEDULES },
  }),
  website: address({
    label: 'fields.speaker.website',
    max: ADDRESS,
    seenBy: ['public'],
    personal: true,
    description: 'Empty where there is none',
    formats: {
      openEvent: 'website',
      csv: 'website',
      scheduleXml: NO_PLACE,
      scheduleJson: 'url',
      calendar: NO_PLACE,
    },
  }),
  featured: check({
    label: 'fields.speaker.featured',
    wide: true,
    seenBy: ['public'],
    formats: { openEvent: ['featured', 'is_featured'], ...ARCHIVES_ONLY },
  }),
  guid: line({
    form: false,
    seenBy: ['public'],
    formats: { openEvent: 'guid', csv: NO_PLACE, scheduleXml: NO_PLACE, scheduleJson: 'guid', calendar: NO_PLACE },
  }),
  code: line({
    form: false,
    seenBy: ['public'],
    formats: { openEvent: 'code', csv: NO_PLACE, scheduleXml: NO_PLACE, scheduleJson: 'code', calendar: NO_PLACE },
  }),
  photo: media({
    label: 'fields.speaker.photo',
    form: false,
    seenBy: ['public'],
    personal: true,
    formats: {
      openEvent: ['photo', 'photo_url'],
      csv: 'photo',
      scheduleXml: NO_PLACE,
      scheduleJson: 'avatar',
      calendar: NO_PLACE,
    },
  }),
  links: links({
    form: false,
    seenBy: ['public'],
    personal: true,
    formats: {
      openEvent: 'links',
      csv: { leftOut: 'a cell holds one value' },
      scheduleXml: NO_PLACE,
      scheduleJson: 'links',
      calendar: NO_PLACE,
    },
  }),
} as const;

type SpeakerValues = ValuesOf<typeof SPEAKER_FIELDS>;

/** What lists and cards show already, and what no page shows. */
const NOT_DETAILS = ['name', 'position', 'organisation', 'photo', 'links', 'guid', 'code', 'featured'] as const;
type DetailName = Exclude<PublicName<typeof SPEAKER_FIELDS>, (typeof NOT_DETAILS)[number]>;
/** What the page of a speaker says beyond the card. */
export type SpeakerDetails = Pick<SpeakerValues, DetailName>;
export const SPEAKER_DETAILS = publicNames(SPEAKER_FIELDS).filter(
  (name): name is DetailName => !(NOT_DETAILS as readonly string[]).includes(name),
);
