/** Where a link to a map points. */

/** Degrees, north and east positive. */
export type Place = { latitude: number; longitude: number };

const NUMBER = '([+-]?\\d{1,3}(?:\\.\\d+)?)';
const PAIR = new RegExp(`^\\s*${NUMBER}\\s*(?:,|;|\\s|%2C)\\s*${NUMBER}\\s*$`, 'i');

/** Coordinates as the field for the map shows them again: `38.7139, -9.1334`; '' for none. */
export function placeField(latitude: number | null, longitude: number | null): string {
  return latitude === null || longitude === null ? '' : `${latitude}, ${longitude}`;
}

/**
 * Reads coordinates, a geo: address (RFC 5870) or a link to OpenStreetMap, Google Maps, Apple Maps or a map that names
 * coordinates the same way. Null for an empty text; undefined where it says no place, as shortened links of Google do.
 */
export function readMapLink(text: string): Place | null | undefined {
  const plain = text.trim();
  if (plain === '') return null;
  return readPair(plain) ?? (/^geo:/i.test(plain) ? readGeo(plain) : readUrl(plain));
}

function readPair(text: string): Place | undefined {
  const m = PAIR.exec(text);
  return m ? placeOf(Number(m[1]), Number(m[2])) : undefined;
}

function placeOf(latitude: number, longitude: number): Place | undefined {
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : undefined;
}

/** `geo:48.2010,16.3695,183;crs=wgs84;u=40`; phones write `geo:0,0?q=48.2010,16.3695(Name)`. */
function readGeo(text: string): Place | undefined {
  const [path = '', query = ''] = text.slice(4).split('?');
  const asked = new URLSearchParams(query).get('q')?.replace(/\(.*$/, '');
  return (asked ? readPair(asked) : undefined) ?? readPair(path.split(';')[0]?.split(',').slice(0, 2).join(',') ?? '');
}

const QUERIES = ['q', 'query', 'll', 'destination', 'daddr', 'coordinate', 'center', 'sll', 'cp'];

function readUrl(text: string): Place | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol)) return undefined;
  const ask = (name: string): string | null => url.searchParams.get(name);
  const marker = ask('mlat') !== null && ask('mlon') !== null ? readPair(`${ask('mlat')},${ask('mlon')}`) : undefined;
  return marker ?? readGooglePlace(text) ?? readQueries(url) ?? readView(url) ?? readShortcode(url);
}

/** Google writes the place itself as `!3d…!4d…`, and where the map is looked at from as `@…`. */
function readGooglePlace(text: string): Place | undefined {
  const m = new RegExp(`!3d${NUMBER}!4d${NUMBER}`).exec(text);
  return m ? placeOf(Number(m[1]), Number(m[2])) : undefined;
}

function readQueries(url: URL): Place | undefined {
  for (const name of QUERIES) {
    const place = readPair((url.searchParams.get(name) ?? '').replace('~', ','));
    if (place) return place;
  }
  return undefined;
}

function readView(url: URL): Place | undefined {
  const google = new RegExp(`/@${NUMBER},${NUMBER}`).exec(url.pathname.replaceAll(/%2C/gi, ','));
  const street = new RegExp(`map=\\d+(?:\\.\\d+)?/${NUMBER}/${NUMBER}`).exec(url.hash);
  const found = google ?? street;
  return found ? placeOf(Number(found[1]), Number(found[2])) : undefined;
}

const SHORTCODE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_~';

/**
 * `https://osm.org/go/0EEQjE--`: longitude and latitude bit by bit in turns, six of them in a letter (OpenStreetMap
 * wiki, "Shortlink").
 */
function readShortcode(url: URL): Place | undefined {
  const code = /^\/go\/([\w~@]{2,12})/.exec(url.pathname)?.[1]?.replaceAll('@', '~');
  if (!code || !/(^|\.)(osm\.org|openstreetmap\.org)$/.test(url.hostname)) return undefined;
  let [east, north, bits] = [0, 0, 0];
  for (const letter of code) {
    const value = SHORTCODE.indexOf(letter);
    for (let shift = 5; shift > 0; shift -= 2) {
      east = east * 2 + ((value >> shift) & 1);
      north = north * 2 + ((value >> (shift - 1)) & 1);
    }
    bits += 3;
  }
  const whole = 2 ** bits;
  const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;
  return placeOf(round((north * 180) / whole - 90), round((east * 360) / whole - 180));
}
