import type { EventState } from '#features/events/event.ts';
import type {
  ConferenceCall,
  ConferenceCopyright,
  ConferenceForm,
  SaidConference,
} from '#features/exchange/conference.ts';
import { isTimeZone } from '#platform/time.ts';
import { onlySaid } from '../../only-said.ts';
import { addressOf } from './address-of.ts';
import { chooseTimeZone, offsetEvidence } from './choose-time-zone.ts';
import { cleanLanguage, cleanLine, cleanUrl } from './clean-text.ts';
import { mediaRef } from './open-event-media.ts';
import { countOf, isOn, type OpenRecord } from './open-event-record.ts';
import { linksOf, type OpenEventReader, placeOf } from './open-event-records.ts';
import { asObject, parseJson } from './parse-json.ts';
import type { ReadContext } from './read-context.ts';
import type { ReadLimits } from './read-limits.ts';
import { readTimes } from './read-times.ts';
import { settleNames, settleWindow } from './settle-event.ts';

/** The zone of an archive: what its event declares, else the one that its times agree with. */
export function openEventZone(event: OpenRecord, sessions: OpenRecord[], context: ReadContext): string {
  const evidence = [event, ...sessions].flatMap((one) => offsetEvidence(one.line('starts_at', 'start_time')) ?? []);
  const places = [event.line('searchable_location_name') ?? ''];
  const known = { declared: event.line('timezone', 'time_zone'), evidence, places, fallback: context.timeZone };
  return chooseTimeZone(known, context);
}

type Extra = { forms: OpenRecord | undefined; socialLinks: OpenRecord[] | undefined };

/** The archive's `event`, with its forms and the social links that some exports keep beside it. */
export function readEventMember(event: OpenRecord, extra: Extra, reader: OpenEventReader): SaidConference['event'] {
  const { times, remarks } = reader;
  const name = event.line('name') || 'Untitled event';
  if (!event.line('name')) remarks.mend('event', 'untitled_event', { name: 'Untitled event' });
  const start = times.moment(event.line('starts_at', 'start_time'), 'event', 'start');
  const end = times.moment(event.line('ends_at', 'end_time'), 'event', 'end');
  const sessions = reader.sessions.all().map((session) => session.said);
  return {
    ...settleNames(acronymOf(event), name),
    name,
    ...settleWindow({ start, end }, sessions, times.zone, reader),
    timeZone: times.zone,
    ...onlySaid({ ...describe(event, reader), ...picture(event, reader), ...explain(event, extra, reader) }),
  };
}

/** Foyer puts the short name into `identifier`; the Open Event server has eight random characters there. */
function acronymOf(event: OpenRecord): string | undefined {
  const identifier = event.line('identifier') ?? '';
  return event.line('acronym') ?? (/^[a-z0-9]{8}$/.test(identifier) ? undefined : identifier);
}

type Fields = Partial<SaidConference['event']>;

function describe(event: OpenRecord, reader: OpenEventReader): Fields {
  const url = (...names: string[]): string | undefined => {
    const text = event.line(...names);
    return addressOf(text, `event.${names[0]}`, reader);
  };
  const language = event.line('language');
  return {
    subtitle: event.line('subtitle'),
    description: event.block('description'),
    locationName: event.line('location_name'),
    city: event.line('city', 'searchable_location_name'),
    ...placeOf(event),
    website: url('event_url', 'external_event_url'),
    ticketUrl: url('ticket_url'),
    email: event.line('email'),
    language: language === undefined ? undefined : cleanLanguage(language),
    organizerName: event.line('organizer_name', 'owner_name'),
    organizerDescription: event.block('organizer_description', 'owner_description'),
    codeOfConduct: event.block('code_of_conduct'),
    type: nameOf(event, 'type', 'event_type'),
    topic: nameOf(event, 'topic', 'event_topic'),
    subTopic: nameOf(event, 'sub_topic', 'event_sub_topic'),
    state: stateOf(event.line('state')),
    dayChangeMinutes: below(countOf(event.raw('day_change_minutes')), 1440),
    timeslotMinutes: above(countOf(event.raw('timeslot_minutes')), 0),
    scheduleVersion: event.line('schedule_version'),
  };
}

function above(count: number | undefined, limit: number): number | undefined {
  return count !== undefined && count > limit ? count : undefined;
}

function below(count: number | undefined, limit: number): number | undefined {
  return count !== undefined && count < limit ? count : undefined;
}

function picture(event: OpenRecord, reader: OpenEventReader): Fields {
  const header = event.line('background_image', 'original_image_url', 'large_image_url');
  const nested = event.record('background_image')?.line('original_image_url', 'large_image_url');
  return {
    logo: mediaRef(event.line('logo', 'logo_url'), 'logo', 'event', reader),
    header: mediaRef(header ?? nested, 'background_image', 'event', reader),
  };
}

function explain(event: OpenRecord, extra: Extra, reader: OpenEventReader): Fields {
  const social = event.records('social_links') ?? extra.socialLinks;
  return {
    socialLinks: social && linksOf(social),
    copyright: copyrightOf(event),
    callForSpeakers: callOf(event, reader),
    sessionForm: formOf(extra.forms, 'session_form', reader),
    speakerForm: formOf(extra.forms, 'speaker_form', reader),
  };
}

function nameOf(event: OpenRecord, ...names: string[]): string | undefined {
  return event.line(...names) ?? event.record(...names)?.line('name');
}

function stateOf(text: string | undefined): EventState | undefined {
  const plain = text?.toLowerCase();
  if (plain === 'published' || plain === 'completed') return 'published';
  if (plain === 'draft' || plain === 'cancelled') return plain;
  return undefined;
}

function copyrightOf(event: OpenRecord): ConferenceCopyright | null | undefined {
  if (event.raw('copyright', 'event_copyright') === undefined) return undefined;
  const said = event.record('copyright', 'event_copyright');
  if (!said) return null;
  return {
    holder: said.line('holder') ?? '',
    holderUrl: cleanUrl(said.line('holder_url') ?? ''),
    licence: said.line('licence', 'license') ?? '',
    licenceUrl: cleanUrl(said.line('licence_url', 'license_url') ?? ''),
    year: said.line('year') ?? '',
    logo: cleanUrl(said.line('logo', 'logo_url') ?? ''),
  };
}

/** Its times are in its own zone where it names one. */
function callOf(event: OpenRecord, reader: OpenEventReader): ConferenceCall | null | undefined {
  if (event.raw('call_for_papers', 'speakers_call') === undefined) return undefined;
  const said = event.record('call_for_papers', 'speakers_call');
  if (!said) return null;
  const own = said.line('timezone') ?? '';
  const zone = isTimeZone(own) ? own : reader.times.zone;
  const times = zone === reader.times.zone ? reader.times : readTimes(zone, reader.remarks);
  return {
    announcement: said.block('announcement') ?? '',
    startsAt: times.instant(said.line('starts_at', 'start_date'), 'speakers_call', 'start') ?? null,
    endsAt: times.instant(said.line('ends_at', 'end_date'), 'speakers_call', 'end') ?? null,
  };
}

/** Of one form; the Open Event server has some thirty. */
const MOST_FIELDS = 200;

function formOf(
  forms: OpenRecord | undefined,
  name: string,
  reader: OpenEventReader,
): ConferenceForm | null | undefined {
  const { limits, remarks } = reader;
  const value = forms?.raw(name);
  if (value === undefined) return undefined;
  if (value === null || value === '') return null;
  const fields = typeof value === 'string' ? parseForm(value, limits) : asObject(value);
  if (!fields) {
    remarks.skip(`forms.${name}`, 'not_json');
    return undefined;
  }
  const form: ConferenceForm = {};
  const rules = Object.entries(fields);
  if (rules.length > MOST_FIELDS)
    remarks.skip(`forms.${name}`, 'fields_read', { count: MOST_FIELDS, of: rules.length });
  for (const [field, rule] of rules.slice(0, MOST_FIELDS)) {
    const said = asObject(rule);
    const key = cleanLine(field).replaceAll('-', '_');
    if (said && /^\w{1,60}$/.test(key) && key !== '__proto__')
      form[key] = { include: isOn(said.include), require: isOn(said.require) };
  }
  return form;
}

/** A form stands as JSON within the JSON, so what bounds the one bounds the other. */
function parseForm(text: string, limits: ReadLimits): ReturnType<typeof asObject> {
  try {
    return asObject(parseJson(text, 'forms', limits));
  } catch {
    return undefined;
  }
}
