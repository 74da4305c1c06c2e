/**
 * A programme in every format that somebody's software reads: below the event's address, with the key of its name among
 * the texts.
 */
export const CALENDARS = [
  ['schedule/calendar.ics', 'ics'],
  ['schedule/xcal.xml', 'xcal'],
  ['schedule/calendar.xcs', 'xcs'],
] as const;

export const FILES = [
  ['schedule/schedule.json', 'json'],
  ['schedule/pentabarf.xml', 'xml'],
  ['open-event.zip', 'zip'],
] as const;
