/** What is typed about organizers, and its limits; pages take their HTML limits from here. */
import { z } from 'zod';
import { textField } from '#platform/http/form-fields.ts';

export const ORGANIZER_LIMITS = { name: 200, slug: 100 } as const;

/** A new organizer. Without an address, one is made from the name. */
export const newOrganizerForm = z.object({
  name: textField(ORGANIZER_LIMITS.name, { required: 'Give it a name' }),
  slug: textField(ORGANIZER_LIMITS.slug).refine((text) => /^([a-z0-9]+(-[a-z0-9]+)*)?$/.test(text), 'Use lower-case letters, digits and hyphens'),
});
