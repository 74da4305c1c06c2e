/** Tracks, rooms, speakers and whatever else belongs to a conference, each with a name and a number of its own. */
import fc from 'fast-check';
import type { ConferenceForm, ConferenceLink, MediaRef } from '#features/exchange/conference.ts';
import { SPEAKER_FIELDS } from '#features/people/speaker.ts';
import type { Fields, ValuesOf } from '#platform/records/field.ts';
import { arbitraryLine, arbitraryText, optionalLine } from './arbitrary-text.ts';

export const address = fc.oneof(fc.constant(''), fc.webUrl({ withQueryParameters: true, withFragments: true }));
const link: fc.Arbitrary<ConferenceLink> = fc.record({ title: optionalLine, url: fc.webUrl() });
export const links = fc.array(link, { maxLength: 3 });
export const media: fc.Arbitrary<MediaRef | null> = fc.oneof(
  fc.constant(null),
  fc.webUrl().map((url) => ({ url })),
  fc.constantFrom('a.png', 'b.JPG', 'talk.mp3', 'no-extension', 'x/y.pdf').map((file) => ({ file })),
);
export const code = fc.oneof(fc.constant(''), fc.stringMatching(/^[A-Z0-9]{6}$/));
/** Different for every `kind` and `at`. */
export const guidOf = (kind: string, at: number): fc.Arbitrary<string> =>
  fc.uuid().map((uuid) => `${uuid.toLowerCase().slice(0, 32)}${kind}${at.toString(16).padStart(3, '0')}`);
export const language = fc.constantFrom('', 'en', 'de', 'ar', 'pt-BR');
export const degrees = fc.double({ min: -89, max: 89, noNaN: true }).map((value) => Math.round(value * 1e6) / 1e6 || 0);
const color = fc.oneof(fc.constant(''), fc.stringMatching(/^#[0-9a-f]{6}$/));

const BY_KIND: Partial<Record<Fields[string]['kind'], fc.Arbitrary<unknown>>> = {
  line: optionalLine,
  area: arbitraryText(),
  address,
  email: fc.constantFrom('', 'somebody@private.example'),
  check: fc.boolean(),
  media,
  links,
};

/** Names that differ even without case, width and spacing. Some stand in quotes, or end in what formats escape with. */
const WRAPS: [string, string][] = [
  ['', ''],
  ['"', '"'],
  ['"', ''],
  ['', '"'],
  ["'", "'"],
  ['\\', '\\n'],
  ['^', "^'"],
];

/** A list of records, each with `rest` for its other fields. */
export function named<T>(
  most: number,
  rest: (at: number) => fc.Arbitrary<T>,
): fc.Arbitrary<(T & { key: string; number: number; name: string })[]> {
  return fc
    .array(fc.tuple(arbitraryLine(4), fc.integer({ min: 1, max: 5 }), fc.constantFrom(...WRAPS)), { maxLength: most })
    .chain((seeds) => {
      let number = 0;
      return fc.tuple(
        ...seeds.map(([words, step, [before, after]], at) => {
          number += step;
          const own = { key: `k${at}`, number, name: `${before}n${at} ${words} (${number})${after}` };
          return rest(at).map((more) => ({ ...more, ...own }));
        }),
      );
    });
}

export const form: fc.Arbitrary<ConferenceForm | null> = fc.option(
  fc.dictionary(
    fc.constantFrom('title', 'track', 'short_abstract'),
    fc.record({ include: fc.boolean(), require: fc.boolean() }),
  ),
);

export const tracks = named(4, () => fc.record({ description: arbitraryText(), color }));
export const rooms = named(4, (at) =>
  fc
    .record({
      floor: optionalLine,
      latitude: degrees,
      longitude: degrees,
      capacity: fc.option(fc.integer({ min: 1, max: 5000 })),
      guid: fc.oneof(fc.constant(''), guidOf('a', at)),
    })
    .map((room) => (at % 2 === 0 ? { ...room, latitude: null, longitude: null } : room)),
);
export const sessionTypes = named(3, () => fc.record({ minutes: fc.option(fc.integer({ min: 5, max: 900 })) }));
export const sponsors = named(3, () =>
  fc.record({
    description: arbitraryText(),
    url: address,
    type: optionalLine,
    level: fc.option(fc.integer({ min: 1, max: 9 })),
    logo: media,
  }),
);
export const speakers = named(9, (at) =>
  arbitraryFields(SPEAKER_FIELDS, {
    guid: fc.oneof(fc.constant(''), guidOf('b', at)),
    code,
    mobile: fc.constantFrom('', '+15550100'),
  }),
);

/** Values of each field by its kind; `own` says those that are of another form. */
function arbitraryFields<F extends Fields>(
  fields: F,
  own: Partial<Record<keyof F, fc.Arbitrary<unknown>>>,
): fc.Arbitrary<ValuesOf<F>> {
  const values = Object.entries(fields).map(([name, { kind, blank }]) => [
    name,
    own[name] ?? BY_KIND[kind] ?? fc.constant(blank),
  ]);
  return fc.record(Object.fromEntries(values)) as fc.Arbitrary<ValuesOf<F>>;
}
