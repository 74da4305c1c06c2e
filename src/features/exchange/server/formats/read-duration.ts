/** Durations and clock readings in the spellings that schedules use. All in minutes. */

const RFC5545 = /^([+-])?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?$/i;

/**
 * Minutes in a schedule's duration; undefined where it cannot be read.
 *
 * - `1:30`, `01.30`: hours and minutes. `45`: minutes. `PT1H30M`: RFC 5545.
 * - Three parts are ambiguous in the wild: FOSDEM and Giggity mean `HH:MM:SS`, pretalx and EventFahrplan `D:HH:MM`. Who
 *   writes days writes them only when there are some, and without a leading zero; who writes seconds pads the hours. So
 *   `00:30:00` is half an hour and `1:02:00` a day and two hours.
 * - Four parts are Pentabarf's `HH:MM:SS:FF` in legacy xCal. `003000` is frab's `HHMMSS`, and `1.03000` the same with
 *   pretalx's dot after the hours.
 */
export function readDuration(text: string): number | undefined {
  const plain = text.trim();
  const iso = RFC5545.exec(plain);
  if (iso && /\d/.test(plain)) {
    const [weeks, days, hours, minutes, seconds] = iso.slice(2).map((part) => Number(part ?? 0)) as number[];
    const size = (((weeks ?? 0) * 7 + (days ?? 0)) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0) + (seconds ?? 0) / 60;
    return iso[1] === '-' ? undefined : size;
  }
  const packed = /^(\d{2})(\d{2})(\d{2})$/.exec(plain) ?? /^(\d{1,3})\.0(\d{2})(\d{2})$/.exec(plain);
  if (packed) return Number(packed[1]) * 60 + Number(packed[2]) + Number(packed[3]) / 60;
  if (/^\d{1,5}$/.test(plain)) return Number(plain);
  const parts = /^\d{1,4}(?:[:.]\d{1,2}){1,3}$/.test(plain) ? plain.split(/[:.]/) : undefined;
  return parts && minutesOfParts(parts);
}

function minutesOfParts(parts: string[]): number {
  const [a = 0, b = 0, c = 0] = parts.map(Number);
  if (parts.length === 3 && a > 0 && parts[0]?.length === 1) return (a * 24 + b) * 60 + c;
  return a * 60 + b + (parts.length === 3 ? c / 60 : 0);
}

/**
 * Minutes in an Open Event `session_type.length`: `00:30`, `01.00`, or the number 0.3, which is what became of `00.30`
 * on its way through a float. Numbers of 5 and more are minutes already. Null where nothing was said.
 */
export function readTypeLength(value: unknown): number | null {
  if (typeof value === 'number') {
    if (!(value > 0 && value < 100_000)) return null;
    return value >= 5 && Number.isInteger(value) ? value : readTypeLength(value.toFixed(2));
  }
  if (typeof value !== 'string') return null;
  const minutes = readDuration(value);
  return minutes && minutes > 0 ? Math.round(minutes) : null;
}

/**
 * Minutes after midnight on a clock that shows `9:05`, `09:05` or `09:05:00`; undefined where it is no clock reading.
 */
export function readClock(text: string): number | undefined {
  const m = /^(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?$/.exec(text.trim());
  if (!m) return undefined;
  const hours = Number(m[1]);
  const minutes = Number(m[2]);
  return hours <= 24 && minutes < 60 ? hours * 60 + minutes : undefined;
}
