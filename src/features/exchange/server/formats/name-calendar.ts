import { cleanLine } from './clean-text.ts';
import type { ReadContext } from './read-context.ts';

/** What exporters put before the name of an event. */
const BEFORE_NAMES = /^Schedule\s+(?:for|of)\s+(?:(?:the\s+)?(?:sessions|events|talks|lectures)\s+(?:at|of)\s+)?/i;

type Named = {
  own: boolean;
  name: string | undefined;
  description: string | undefined;
  events: { uid: string | undefined }[];
};

/**
 * What to call the event of a calendar: its own name, without what exporters put before it; else the name of the file;
 * else the host in its UIDs. The last two are remarked.
 */
export function nameCalendar(raw: Named, context: ReadContext): string {
  const said = cleanLine(raw.name ?? '');
  const description = cleanLine(raw.description ?? '');
  if (!raw.own && description && isTailOf(description, said)) return said.slice(-description.length);
  const own = raw.own ? said : said.replace(BEFORE_NAMES, '');
  if (own) return own;
  if (description && description.length <= 120) return description;
  context.guessed.name = true;
  const file = cleanLine(context.fileName.replace(/^.*[/\\]/, '').replace(/\.[A-Za-z0-9]{1,5}$/, ''));
  const name = file || hostOf(raw.events) || 'Untitled event';
  const untitled = name === 'Untitled event' ? 'calendar_untitled' : 'calendar_named_by_host';
  context.remarks.mend('event', file ? 'calendar_named_by_file' : untitled, { name });
  return name;
}

/**
 * Whether the descriptive name is what the calendar's name ends with: `FOSDEM 2016` of `Schedule for events at FOSDEM
 * 2016`.
 */
function isTailOf(description: string, name: string): boolean {
  return name.length > description.length && name.toLowerCase().endsWith(` ${description.toLowerCase()}`);
}

function hostOf(events: { uid: string | undefined }[]): string {
  const counts = new Map<string, number>();
  for (const { uid } of events) {
    const host = /@([a-z0-9-]+(?:\.[a-z0-9-]+)+)\s*$/i.exec(uid ?? '')?.[1];
    if (host) counts.set(host, (counts.get(host) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '';
}
