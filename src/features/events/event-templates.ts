/** What usual kinds of events begin with. All of it can be changed or taken away afterwards. */

export const TEMPLATE_KEYS = ['concert', 'meetup', 'conference'] as const;
export type TemplateKey = (typeof TEMPLATE_KEYS)[number];

/**
 * `price` is in whole units of the event's currency: such a ticket type stays hidden until somebody has looked at its
 * price.
 */
export type TemplateTicket =
  | { heading: string }
  | { name: string; description?: string; kind: 'free' | 'donation'; quantity?: number }
  | { name: string; description?: string; price: number };

export type EventTemplate = {
  /** One of EVENT_TYPES, by its name. */
  type: string;
  /** By the clock; `days` after the first it ends. */
  from: string;
  to: string;
  days: number;
  /** Markdown with the headings that such an event usually has. */
  description: string;
  tickets: readonly TemplateTicket[];
  sessionTypes: readonly { name: string; minutes: number }[];
};

export const EVENT_TEMPLATES: Record<TemplateKey, EventTemplate> = {
  concert: {
    type: 'Concert or Performance',
    from: '20:00',
    to: '23:00',
    days: 0,
    description: '## Who plays\n\n## Doors and times\n\n## Getting there\n',
    tickets: [
      { name: 'Standing', price: 20 },
      { name: 'Seated', price: 30 },
    ],
    sessionTypes: [],
  },
  meetup: {
    type: 'Meeting or Networking Event',
    from: '19:00',
    to: '21:00',
    days: 0,
    description: '## What we talk about\n\n## Who it is for\n\n## Getting there\n',
    tickets: [{ name: 'Place', kind: 'free', quantity: 50 }],
    sessionTypes: [],
  },
  conference: {
    type: 'Conference',
    from: '09:00',
    to: '17:00',
    days: 1,
    description: '## What it is about\n\n## Who it is for\n\n## Getting there\n',
    tickets: [
      { heading: 'Conference' },
      { name: 'Standard', price: 150 },
      { name: 'Student', price: 50 },
      { name: 'Supporter', kind: 'donation' },
      { heading: 'Workshops' },
      { name: 'Workshop', price: 80 },
    ],
    sessionTypes: [
      { name: 'Talk', minutes: 30 },
      { name: 'Workshop', minutes: 90 },
      { name: 'Lightning talk', minutes: 5 },
      { name: 'Break', minutes: 30 },
    ],
  },
};

/** The template of that name; undefined for none and for any other text. */
export function findTemplate(key: string | null | undefined): EventTemplate | undefined {
  const known = TEMPLATE_KEYS.find((one) => one === key);
  return known && EVENT_TEMPLATES[known];
}

/** Whether such an event usually has a programme of sessions: of others nobody is asked for one. */
export function hasProgramme(type: string): boolean {
  return type !== EVENT_TEMPLATES.concert.type && type !== EVENT_TEMPLATES.meetup.type;
}
