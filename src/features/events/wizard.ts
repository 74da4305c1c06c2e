/** From nothing to a published event: the steps, where each leads, and what is still missing. */
import { hasProgramme } from './event-templates.ts';
import type { Right } from '#features/organizers/organizer.ts';

/** Each is a page of its own under the event's address, and the page on which the same is edited later. */
export const WIZARD_STEPS = ['basics', 'look', 'tickets', 'extras', 'publish'] as const;
export type WizardStep = (typeof WIZARD_STEPS)[number];

/** What one must be allowed for a step. */
export const STEP_RIGHTS: Record<WizardStep, Right> = {
  basics: 'edit',
  look: 'edit',
  tickets: 'edit-tickets',
  extras: 'edit',
  publish: 'publish',
};

/** The values of the field `then`, the buttons of a step: save and stay, save and go on, save and go back. */
export const THEN = ['stay', 'next', 'back'] as const;
export type Then = (typeof THEN)[number];

/** What the pressed button says; staying where it says nothing. */
export function thenOf(form: FormData): Then {
  const then = form.get('then');
  return THEN.find((known) => known === then) ?? 'stay';
}

/** The step before or behind; undefined at either end. */
export function neighbourStep(step: WizardStep, direction: -1 | 1): WizardStep | undefined {
  return WIZARD_STEPS[WIZARD_STEPS.indexOf(step) + direction];
}

/** The address of an event's rooms for its organiser. */
export function manageRoot(place: { organizer: string; event: string }): string {
  return `/manage/${place.organizer}/events/${place.event}`;
}

/**
 * Where to go once a step is saved. `root` is the event's address as manageRoot gives it; one who stays is told that it
 * is saved.
 */
export function afterSaving(root: string, step: WizardStep, then: Then): string {
  const neighbour = then === 'stay' ? undefined : neighbourStep(step, then === 'next' ? 1 : -1);
  if (neighbour) return `${root}/${neighbour}`;
  return then === 'back' ? root : `${root}/${step}?saved`;
}

/** What the checklist looks at. */
export type EventFacts = {
  name: string;
  description: string;
  locationName: string;
  onlineUrl: string;
  /** Whether the place is on the map. */
  located: boolean;
  /** Whether there is a header picture or a logo. */
  pictured: boolean;
  /** Milliseconds since 1970. */
  endsAt: number;
  /** Whether there are ticket types. */
  ticketed: boolean;
  /** Where tickets are sold elsewhere; '' where they are not. */
  ticketUrl: string;
  /** Whether a ticket type has a price, and whether there is a way to pay one. */
  priced: boolean;
  payable: boolean;
  /** Whether there are sessions. */
  programmed: boolean;
  codeOfConduct: string;
  email: string;
  /** As organisers choose it; '' where it is not said. */
  type?: string;
};

export const CHECKS = [
  'name',
  'where',
  'payment',
  'time',
  'description',
  'picture',
  'tickets',
  'map',
  'programme',
  'contact',
  'conduct',
] as const;
export type Check = (typeof CHECKS)[number];

export type CheckLine = {
  check: Check;
  done: boolean;
  /** Without it the event cannot be published; everything else is advice. */
  required: boolean;
  /** The page on which it is mended, below the event's address, with the field. */
  href: string;
};

/** The checklist before publishing, what is required first. */
export function checkEvent(facts: EventFacts, now: number): CheckLine[] {
  const line = (check: Check, done: boolean, href: string, required = false): CheckLine => ({
    check,
    done,
    required,
    href,
  });
  return [
    line('name', facts.name.trim() !== '', 'basics#name', true),
    line('where', facts.locationName.trim() !== '' || facts.onlineUrl !== '', 'basics#locationName', true),
    ...(facts.priced ? [line('payment', facts.payable, 'tickets/payment')] : []),
    line('time', facts.endsAt > now, 'basics#starts'),
    line('description', facts.description.trim() !== '', 'basics#description'),
    line('picture', facts.pictured, 'look'),
    line('tickets', facts.ticketed || facts.ticketUrl !== '', 'tickets'),
    ...(facts.locationName.trim() === '' ? [] : [line('map', facts.located, 'basics#mapLink')]),
    ...(facts.programmed || hasProgramme(facts.type ?? '') ? [line('programme', facts.programmed, 'sessions')] : []),
    line('contact', facts.email !== '', 'extras#email'),
    line('conduct', facts.codeOfConduct.trim() !== '', 'extras#codeOfConduct'),
  ];
}

/** What stands in the way of publishing. */
export function missingOf(lines: readonly CheckLine[]): CheckLine[] {
  return lines.filter((line) => line.required && !line.done);
}
