import { cleanLine } from './clean-text.ts';
import type { ReadContext } from './read-context.ts';

type Named = { own: boolean; name: string | undefined; description: string | undefined; events: { uid: string | undefined }[] };

/**
 * What to call the event of a calendar: its own name, without what exporters put before it; else the name of the file;
 * else the host in its UIDs. The last two are remarked.
 */
export function nameCalendar(raw: Named, context: ReadContext): string {
  const said = cleanLine(raw.name ?? '');
  const own = raw.own ? said : said.replace(/^(?:Schedule for sessions at|Schedule for|Schedule of)\s+/i, '');
  if (own) return own;
  const told = cleanLine(raw.description ?? '');
  if (told && told.length <= 120) return told;
  const file = cleanLine(context.fileName.replace(/^.*[/\\]/, '').replace(/\.[A-Za-z0-9]{1,5}$/, ''));
  const name = file || hostOf(raw.events) || 'Untitled event';
  const basis = file
    ? 'the name of the file'
    : name === 'Untitled event'
      ? 'for want of a better one'
      : 'the host in its UIDs';
  context.remarks.mend('event', `the calendar has no name; it was called "${name}", ${basis}`);
  return name;
}

function hostOf(events: { uid: string | undefined }[]): string {
  const counts = new Map<string, number>();
  for (const { uid } of events) {
    const host = /@([a-z0-9-]+(?:\.[a-z0-9-]+)+)\s*$/i.exec(uid ?? '')?.[1];
    if (host) counts.set(host, (counts.get(host) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '';
}
