/** What is typed about organizers and teams, and its limits; pages take their HTML limits from here. */
import { z } from 'zod';
import { checkField, textField, webAddressField } from '#platform/http/form-fields.ts';
import { DESCRIPTION_LENGTH, EMAIL_LENGTH, NAME_LENGTH, ORGANIZER_ROLES } from '../organizer.ts';

export const ORGANIZER_LIMITS = { name: NAME_LENGTH, slug: 100 } as const;

/** A new organizer. Without an address, one is made from the name. */
export const newOrganizerForm = z.object({
  name: textField(ORGANIZER_LIMITS.name, { required: 'field.name' }),
  slug: textField(ORGANIZER_LIMITS.slug).refine((text) => /^([a-z0-9]+(-[a-z0-9]+)*)?$/.test(text), 'field.slug'),
});

const role = z.enum(ORGANIZER_ROLES, 'field.member_role');

/** Names of fields that begin with `prefix`, without it: `event.lantern-days` says `lantern-days`. */
function endingsOf(entries: Record<string, unknown>, prefix: string): string[] {
  return Object.keys(entries)
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length));
}

export const inviteForm = z
  .looseObject({
    email: z
      .string()
      .trim()
      .toLowerCase()
      .max(EMAIL_LENGTH)
      .regex(/^[^\s@<>",;]+@[^\s@<>",;]+\.[^\s@<>",;]+$/, 'field.email'),
    role,
    reach: z.enum(['all', 'some']).default('all'),
  })
  .transform((entries) => ({
    email: entries.email,
    role: entries.role,
    allEvents: entries.reach === 'all',
    events: endingsOf(entries, 'event.'),
  }));

export const roleForm = z.object({ role });

/** `all` ticked: works in all events; `role.<event>`: what in that one; `track.<id>` ticked: looks after that track. */
export const accessForm = z.looseObject({ all: checkField }).transform((entries) => ({
  allEvents: entries.all,
  roles: Object.fromEntries(endingsOf(entries, 'role.').map((slug) => [slug, String(entries[`role.${slug}`])])),
  tracks: endingsOf(entries, 'track.').map(Number).filter(Number.isSafeInteger),
}));

export const organizerForm = z.object({
  name: textField(NAME_LENGTH, { required: 'field.name' }),
  website: webAddressField,
  description: textField(DESCRIPTION_LENGTH),
  requireSecondFactor: checkField,
});
export type OrganizerChange = z.output<typeof organizerForm>;
