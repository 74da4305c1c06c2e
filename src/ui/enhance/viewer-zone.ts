/**
 * The reader's own clock beside the event's.
 *
 * `[data-viewer-zone][data-at]` elements get a sentence on how far the reader's clock is from the zone's at that
 * instant; the sentences come translated in `data-ahead`, `data-behind` (with `{difference}`) and `data-same`.
 * `[data-local-start]` elements get the reader's own time after them, worded by `data-yours` (with `{time}`), and
 * every `<time data-at>` gets it as its title. Where both clocks agree only the first says so.
 */
import { offsetMinutes } from '#platform/time.ts';

function readersZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** `2 h`, `5 h 30 min`: hours and minutes in the page's language. */
function words(minutes: number, locale: string): string {
  const unit = (value: number, name: string): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' })
      .format(value)
      .replace(/hrs?/, 'h')
      .replace('mins', 'min');
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [hours ? unit(hours, 'hour') : '', rest ? unit(rest, 'minute') : ''].filter(Boolean).join(' ');
}

/** Fills in what differs for the reader. Running it again changes nothing. */
export function addViewerZone(root: ParentNode = document, own: string = readersZone()): void {
  const locale = document.documentElement.lang || 'en';
  const clock = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: own,
  });
  const dated = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: own,
  });
  const differs = (at: number, zone: string): number => offsetMinutes(at, own) - offsetMinutes(at, zone);

  for (const element of root.querySelectorAll<HTMLElement>('[data-viewer-zone]:not([data-shown])')) {
    const { viewerZone = '', at = '', ahead = '', behind = '', same = '' } = element.dataset;
    if (!viewerZone || !at) continue;
    const minutes = differs(Number(at), viewerZone);
    const sentence =
      minutes === 0 ? same : (minutes > 0 ? ahead : behind).replace('{difference}', words(Math.abs(minutes), locale));
    element.dataset.shown = '';
    element.append(` · ${sentence}`);
  }
  for (const element of root.querySelectorAll<HTMLElement>('[data-local-start]:not([data-shown])')) {
    const { localStart = '', localEnd = '', zone = '', yours = '' } = element.dataset;
    element.dataset.shown = '';
    if (!localStart || differs(Number(localStart), zone) === 0) continue;
    const time = `${dated.format(Number(localStart))} – ${clock.format(Number(localEnd))}`;
    const note = document.createElement('span');
    note.className = 'aside';
    note.style.display = 'block';
    note.textContent = yours.replace('{time}', time);
    element.append(note);
  }
  const zone = root.querySelector<HTMLElement>('[data-viewer-zone]')?.dataset.viewerZone;
  if (!zone) return;
  for (const element of root.querySelectorAll<HTMLTimeElement>('time[data-at]:not([title])')) {
    const at = Number(element.dataset.at);
    if (differs(at, zone) !== 0) element.title = `${dated.format(at)} (${own.replace(/_/g, ' ')})`;
  }
}
