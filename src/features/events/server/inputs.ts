/** What may be said of an event, and how much of it. */
import { z } from 'zod';
import { cutText } from '#platform/fit-text.ts';
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

const zoneField = z
  .string()
  .trim()
  .default('')
  .refine(isTimeZone, {
    error: ({ input }) =>
      input
        ? `"${cutText(String(input), 60)}" is not a time zone; choose one from the list`
        : 'Choose the time zone of the place',
  });

const neededTime = localTimeField
  .refine((time) => time !== null, 'Write date and time like 2027-05-08T09:30')
  .transform((time) => time as string);

const nameField = textField(EVENT_LIMITS.name, { required: 'Give the event a name' });

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
  .max(EVENT_LIMITS.address, `At most ${EVENT_LIMITS.address} characters`)
  .default('')
  .transform((text, context) => {
    const place = readMapLink(text);
    if (place !== undefined) return place;
    context.addIssue({
      code: 'custom',
      message:
        'This names no place. Open it in the browser and paste the long address, or write coordinates like 38.7139, -9.1334',
    });
    return z.NEVER;
  });

export const basicsForm = z.object({
  name: nameField,
  subtitle: textField(EVENT_LIMITS.line),
  // Absent from forms that were opened before these fields were there: what is stored then stays.
  type: z.string().trim().max(EVENT_LIMITS.line, `At most ${EVENT_LIMITS.line} characters`).optional(),
  topic: z.string().trim().max(EVENT_LIMITS.line, `At most ${EVENT_LIMITS.line} characters`).optional(),
  slug: z
    .string()
    .trim()
    .toLowerCase()
    .max(EVENT_LIMITS.slug, `At most ${EVENT_LIMITS.slug} characters`)
    .regex(
      new RegExp(`^${SLUG_PATTERN}$`),
      'Use lower-case letters, digits and single hyphens, such as lantern-days-2027',
    ),
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
    .regex(/^[A-Z]{3}$/, 'Choose a currency'),
});
export type BasicsForm = z.infer<typeof basicsForm>;

const emailField = z
  .string()
  .trim()
  .max(EVENT_LIMITS.email, `At most ${EVENT_LIMITS.email} characters`)
  .default('')
  .refine((text) => text === '' || z.email().safeParse(text).success, 'Write an address like hello@example.org');

const year = z
  .string()
  .trim()
  .regex(/^(\d{4}([-–]\d{4})?)?$/, 'Write a year like 2027')
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
        context.addIssue({ code: 'custom', path: [`linkUrl${row}`], message: 'Write where it leads' });
    }
    if (form.call && form.callAnnouncement === '')
      context.addIssue({
        code: 'custom',
        path: ['callAnnouncement'],
        message: 'Say what you look for, and how to send it',
      });
    if (form.callStarts && form.callEnds && form.callEnds <= form.callStarts)
      context.addIssue({ code: 'custom', path: ['callEnds'], message: 'A call ends after it starts' });
  });
export type ExtrasForm = z.infer<typeof extrasForm>;
