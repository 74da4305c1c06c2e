/** Programmes larger than anybody wrote by hand, and the dice that decide them. */
import type { DemoPerson } from './people.ts';
import { PEOPLE } from './people.ts';
import { TALKS, type DemoTalk } from './talks.ts';

/** Numbers from 0 to below 1, the same ones for the same seed (mulberry32). */
export type Dice = () => number;

export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function pick<T>(things: readonly T[], dice: Dice): T {
  return things[Math.floor(dice() * things.length)] as T;
}

export function shuffled<T>(things: readonly T[], dice: Dice): T[] {
  const out = [...things];
  for (let last = out.length - 1; last > 0; last -= 1) {
    const at = Math.floor(dice() * (last + 1));
    [out[last], out[at]] = [out[at] as T, out[last] as T];
  }
  return out;
}

const OPENINGS = [
  'In praise of',
  'A field guide to',
  'What we learned from',
  'The second life of',
  'Notes on',
  'An afternoon with',
  'The trouble with',
  'Questions about',
  'A short history of',
  'Living with',
  'How we repaired',
  'Listening to',
];
const SUBJECTS = [
  'borrowed staplers',
  'municipal letterheads',
  'paper tape',
  'unlabelled boxes',
  'slow scanners',
  'stubborn drawers',
  'handwritten invoices',
  'the village noticeboard',
  'lost property',
  'old passwords',
  'rubber stamps',
  'index cards',
  'the last fax machine',
  'pocket diaries',
  'wet books',
  'shared keyboards',
  'the allotment register',
  'carbon paper',
  'a wall of keys',
  'opening hours',
  'church magazines',
  'ticket stubs',
  'the office kettle',
  'blank forms',
];
const PLACES = [
  'in small towns',
  'after the flood',
  'without electricity',
  'in three alphabets',
  'on a ferry',
  'for beginners',
  'by committee',
  'in winter',
  'on a Tuesday',
  'among neighbours',
  'with a deadline',
  'at the market',
];

/** The talk with the given position beyond those written by hand: a title of parts, sentences of other abstracts. */
export function recombinedTalk(position: number, dice: Dice): DemoTalk {
  const opening = OPENINGS[position % OPENINGS.length];
  const subject = SUBJECTS[Math.floor(position / OPENINGS.length) % SUBJECTS.length];
  const place = PLACES[(position * 7 + Math.floor(position / 288)) % PLACES.length];
  const source = pick(TALKS, dice);
  const [first = ''] = sentences(source.abstract);
  const middle = pick(sentences(pick(TALKS, dice).abstract).slice(1), dice);
  const last = sentences(pick(TALKS, dice).abstract).at(-1);
  return { track: source.track, title: `${opening} ${subject} ${place}`, abstract: `${first} ${middle} ${last}` };
}

const sentences = (text: string): string[] => text.split(/(?<=[.?!]) (?=[A-Z])/);

/** At least `count` people: those written by hand, then others with their names and biographies mixed. */
export function peopleFor(count: number, dice: Dice): DemoPerson[] {
  const people = [...PEOPLE];
  for (let round = 1; people.length < count; round += 1) {
    PEOPLE.forEach((person, at) => {
      const other = PEOPLE[(at + round) % PEOPLE.length] as DemoPerson;
      const [given = ''] = person.name.split(' ');
      people.push({ ...pick(PEOPLE, dice), name: `${given} ${other.name.split(' ').slice(1).join(' ')}` });
    });
  }
  return people;
}
