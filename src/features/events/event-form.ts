/** What an event's forms hold, field by field: where every edit begins, and what two people's edits are compared by. */
import type { Call } from './event.ts';
import { localField } from './event-time.ts';
import { placeField } from './map-link.ts';

type Fields = Record<string, string>;

export type BasicsRow = {
  name: string;
  subtitle: string;
  type: string;
  topic: string;
  slug: string;
  /** Milliseconds since 1970. */
  startsAt: number;
  endsAt: number;
  timeZone: string;
  locationName: string;
  city: string;
  latitude: number | null;
  longitude: number | null;
  onlineUrl: string;
  description: string;
  currency: string;
};

/** The fields of the step `basics`. */
export function basicsFields(row: BasicsRow): Fields {
  const { name, subtitle, type, topic, slug, timeZone, locationName, city, onlineUrl, description, currency } = row;
  return {
    name,
    subtitle,
    type,
    topic,
    slug,
    starts: localField(row.startsAt, timeZone),
    ends: localField(row.endsAt, timeZone),
    timeZone,
    locationName,
    city,
    mapLink: placeField(row.latitude, row.longitude),
    onlineUrl,
    description,
    currency,
  };
}

export type Copyright = {
  holder: string;
  holderUrl: string;
  licence: string;
  licenceUrl: string;
  year: string;
  logo: string;
};

export type ExtrasRow = {
  timeZone: string;
  website: string;
  ticketUrl: string;
  email: string;
  socialLinks: { title: string; url: string }[];
  codeOfConduct: string;
  copyright: Copyright | null;
  call: Call | null;
};

/** The fields of the step `extras`; links beyond `rows` stay as they are and have none. */
export function extrasFields(row: ExtrasRow, rows: number): Fields {
  const { website, ticketUrl, email, codeOfConduct, copyright, call, timeZone } = row;
  const at = (instant: number | null | undefined): string =>
    instant === null || instant === undefined ? '' : localField(instant, timeZone);
  const links = Array.from({ length: rows }, (_, i) => [
    [`linkTitle${i + 1}`, row.socialLinks[i]?.title ?? ''],
    [`linkUrl${i + 1}`, row.socialLinks[i]?.url ?? ''],
  ]).flat();
  return {
    website,
    ticketUrl,
    email,
    ...(Object.fromEntries(links) as Fields),
    codeOfConduct,
    copyrightHolder: copyright?.holder ?? '',
    copyrightYear: copyright?.year ?? '',
    licence: copyright?.licence ?? '',
    licenceUrl: copyright?.licenceUrl ?? '',
    call: call && !call.off ? 'on' : '',
    callAnnouncement: call?.announcement ?? '',
    callStarts: at(call?.startsAt),
    callEnds: at(call?.endsAt),
  };
}

/** What of a form was typed and not saved, as a page shows it again; it is shaped like what a form gets back. */
export type FormDraft = {
  state: { entries: Fields; problems: Fields; message: string; conflicts: never[]; base: Fields };
  /** Milliseconds since 1970. */
  keptAt: number;
};

/** How much somebody may type and not save. */
export const DRAFT_LIMITS = { fields: 200, characters: 400_000, forms: 200 } as const;

/** Whether that may be the name of a form: `basics`, `session-12`. */
export function isFormName(name: string): boolean {
  return /^[a-z][a-z0-9-]{0,59}$/.test(name);
}

/**
 * Whether two states of a form's fields say the same; line ends are as browsers please, and what is missing is empty.
 */
export function sameFields(one: Fields, other: Fields): boolean {
  const even = (fields: Fields, name: string): string => (fields[name] ?? '').replaceAll('\r\n', '\n');
  return Object.keys({ ...one, ...other }).every((name) => even(one, name) === even(other, name));
}

/**
 * The address that keeps what is typed into a form, for its attribute `data-autosave`. `root` is what manageRoot gives.
 */
export function draftAddress(root: string, form: string): string {
  return `${root}/drafts/${form}`;
}
