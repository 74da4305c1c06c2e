/** The time zones among which an organiser chooses. */
import { isTimeZone } from '#platform/time.ts';

/** Names that the tz database renamed and runtimes still list; the new ones are what people look for. */
const RENAMED: Record<string, string> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

/** One part of the world with its zones, in the order of the alphabet. */
export type ZoneGroup = { region: string; zones: { zone: string; place: string }[] };

/** `Buenos Aires` of `America/Argentina/Buenos_Aires`, `Indiana, Knox` of `America/Indiana/Knox`. */
function placeOf(zone: string): string {
  const parts = zone
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('_', ' '));
  return parts[0] === 'Argentina' ? parts.slice(1).join(', ') : parts.join(', ') || zone;
}

/** Every zone of this runtime by part of the world; `chosen` stands among them whatever it is called, if it is one. */
export function zoneGroups(chosen = ''): ZoneGroup[] {
  const zones = new Set(Intl.supportedValuesOf('timeZone').map((zone) => RENAMED[zone] ?? zone));
  zones.add('UTC');
  if (isTimeZone(chosen)) zones.add(chosen);
  const groups = new Map<string, ZoneGroup['zones']>();
  for (const zone of [...zones].sort()) {
    const region = zone.includes('/') ? (zone.split('/')[0] as string) : 'Everywhere';
    groups.set(region, [...(groups.get(region) ?? []), { zone, place: placeOf(zone) }]);
  }
  return [...groups].map(([region, list]) => ({ region, zones: list.sort((a, b) => (a.place < b.place ? -1 : 1)) }));
}
