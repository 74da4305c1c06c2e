/** What may be said of an event, and how much of it. */
import { z } from 'zod';
import { checkField, localTimeField, textField, webAddressField } from '#platform/http/form-fields.ts';
import { isTimeZone } from '#platform/time.ts';
import { TEMPLATE_KEYS } from '../event-templates.ts';
import { readMapLink } from '../map-link.ts';

export const EVENT_LIMITS = {
  name: 300,
  slug: 60,
  line: 300,
  address: 2000,
  text: 100_000,
  email: 254,
  call: 20_000,
} as const;
/** How much may be said of the plan of the place. */
export const PLAN_ALT_MOST = 500;

export const CANCELLATION_LIMITS = { note: 2000 } as const;

/** What an address may look like; `pattern` of its field is the same. */
export const SLUG_PATTERN = '[a-z0-9]+(-[a-z0-9]+)*';

const zoneField = z.string().trim().default('').refine(isTimeZone, {
  error: 'field.time_zone',
});

const neededTime = localTimeField
  .refine((time) => time !== null, 'field.local_time')
  .transform((time) => time as string);

const nameField = textField(EVENT_LIMITS.name, { required: 'field.name' });

/** The first form: everything else comes later. */
export const newEventForm = z.object({
  name: nameField,
  starts: neededTime,
  ends: neededTime,
  timeZone: zoneField,
  template: z.enum(TEMPLATE_KEYS).optional().catch(undefined),
});
export type NewEventForm = z.infer<typeof newEventForm>;

const mapField = z
  .string()
  .trim()
  .max(EVENT_LIMITS.address)
  .default('')
  .transform((text, context) => {
    const place = readMapLink(text);
    if (place !== undefined) return place;
    context.addIssue({
      code: 'custom',
      message: 'field.map_place',
    });
    return z.NEVER;
  });

export const basicsForm = z.object({
  name: nameField,
  subtitle: textField(EVENT_LIMITS.line),
  // Absent from forms that were opened before these fields were there: what is stored then stays.
  type: z.string().trim().max(EVENT_LIMITS.line).optional(),
  topic: z.string().trim().max(EVENT_LIMITS.line).optional(),
  slug: z
    .string()
    .trim()
    .toLowerCase()
    .max(EVENT_LIMITS.slug)
    .regex(new RegExp(`^${SLUG_PATTERN}$`), 'field.event_slug'),
  starts: neededTime,
  ends: neededTime,
  timeZone: zoneField,
  locationName: textField(EVENT_LIMITS.line),
  city: textField(EVENT_LIMITS.line),
  mapLink: mapField,
  onlineUrl: webAddressField,
  description: textField(EVENT_LIMITS.text),
  currency: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{3}$/, 'field.currency'),
});
export type BasicsForm = z.infer<typeof basicsForm>;

const emailField = z
  .string()
  .trim()
  .max(EVENT_LIMITS.email)
  .default('')
  .refine((text) => text === '' || z.email().safeParse(text).success, 'field.email');

const year = z
  .string()
  .trim()
  .regex(/^(\d{4}([-–]\d{4})?)?$/, 'field.year')
  .default('');

/** The rows for links to social networks and the like. */
export const LINK_ROWS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as const;
type LinkRow = (typeof LINK_ROWS)[number];

const linkFields = Object.fromEntries(
  LINK_ROWS.flatMap((row) => [
    [`linkTitle${row}`, textField(100)],
    [`linkUrl${row}`, webAddressField],
  ]),
) as Record<`linkTitle${LinkRow}`, ReturnType<typeof textField>> & Record<`linkUrl${LinkRow}`, typeof webAddressField>;

export const extrasForm = z
  .object({
    website: webAddressField,
    ticketUrl: webAddressField,
    email: emailField,
    ...linkFields,
    codeOfConduct: textField(EVENT_LIMITS.text),
    copyrightHolder: textField(EVENT_LIMITS.line),
    copyrightYear: year,
    licence: textField(EVENT_LIMITS.line),
    licenceUrl: webAddressField,
    call: checkField,
    callAnnouncement: textField(EVENT_LIMITS.call),
    callStarts: localTimeField,
    callEnds: localTimeField,
  })
  .superRefine((form, context) => {
    for (const row of LINK_ROWS) {
      if (form[`linkTitle${row}`] && !form[`linkUrl${row}`])
        context.addIssue({ code: 'custom', path: [`linkUrl${row}`], message: 'field.link_address' });
    }
    if (form.call && form.callAnnouncement === '')
      context.addIssue({
        code: 'custom',
        path: ['callAnnouncement'],
        message: 'field.call_text',
      });
    if (form.callStarts && form.callEnds && form.callEnds <= form.callStarts)
      context.addIssue({ code: 'custom', path: ['callEnds'], message: 'field.end_after_start' });
  });
export type ExtrasForm = z.infer<typeof extrasForm>;
