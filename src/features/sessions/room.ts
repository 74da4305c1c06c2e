/** What a room is. Fields stand in the order of the form. */
import { degrees, line, NO_PLACE, whole } from '#platform/records/field.ts';

const LINE = 200;

export const ROOM_FIELDS = {
  name: line({
    label: 'fields.room.name',
    max: LINE,
    required: 'fields.room.nameMissing',
    wide: true,
    seenBy: ['public'],
    formats: { openEvent: 'name', csv: 'room', scheduleXml: 'room', scheduleJson: 'name', calendar: 'LOCATION' },
  }),
  floor: line({
    label: 'fields.room.floor',
    max: LINE,
    hint: 'fields.room.floorHint',
    description: 'Empty where it is not said',
    seenBy: ['public'],
    formats: {
      openEvent: 'floor',
      csv: NO_PLACE,
      scheduleXml: NO_PLACE,
      scheduleJson: 'description',
      calendar: NO_PLACE,
    },
  }),
  capacity: whole({
    label: 'fields.room.capacity',
    max: 1_000_000,
    description: 'How many people it takes; null where it is not said',
    seenBy: ['public'],
    formats: {
      openEvent: 'capacity',
      csv: NO_PLACE,
      scheduleXml: NO_PLACE,
      scheduleJson: 'capacity',
      calendar: NO_PLACE,
    },
  }),
  latitude: degrees({
    form: false,
    seenBy: ['public'],
    formats: { openEvent: 'latitude', csv: NO_PLACE, scheduleXml: NO_PLACE, scheduleJson: NO_PLACE, calendar: 'GEO' },
  }),
  longitude: degrees({
    form: false,
    seenBy: ['public'],
    formats: { openEvent: 'longitude', csv: NO_PLACE, scheduleXml: NO_PLACE, scheduleJson: NO_PLACE, calendar: 'GEO' },
  }),
  guid: line({
    form: false,
    seenBy: ['public'],
    formats: { openEvent: 'guid', csv: NO_PLACE, scheduleXml: 'guid', scheduleJson: 'guid', calendar: NO_PLACE },
  }),
} as const;
