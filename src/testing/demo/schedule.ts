/** When and where things happen at the demo conference. */
import { fromLocal, type Instant } from '#platform/time.ts';
import { DEMO_ZONE } from './setting.ts';

export type Slot = { startsAt: Instant; endsAt: Instant; room: string | null };

export const DAYS = [0, 1, 2];
const MINUTE = 60_000;
const TALK_STARTS = ['10:45', '11:40', '13:45', '14:40', '15:55', '16:50'];
const WORKSHOP_STARTS = ['10:45', '13:45', '15:55'];

/** `minutes` from `clock` on the given day of the conference, on the clocks of its town. */
export function slot(startsOn: string, day: number, clock: string, minutes: number, room: string | null): Slot {
  const [year, month, date] = startsOn.split('-').map(Number) as [number, number, number];
  const [hour, minute] = clock.split(':').map(Number) as [number, number];
  const startsAt = fromLocal({ year, month, day: date + day, hour, minute, second: 0 }, DEMO_ZONE);
  return { startsAt, endsAt: startsAt + minutes * MINUTE, room };
}

/** The places for talks in order of time, `rooms` side by side. They are 45 minutes long, every third one 30. */
export function talkSlots(startsOn: string, rooms: string[]): Slot[] {
  return DAYS.flatMap((day) =>
    TALK_STARTS.flatMap((clock) => rooms.map((room, at) => slot(startsOn, day, clock, at % 3 === 2 ? 30 : 45, room))),
  );
}

export function workshopSlots(startsOn: string, room: string): Slot[] {
  return DAYS.flatMap((day) => WORKSHOP_STARTS.map((clock) => slot(startsOn, day, clock, 90, room)));
}

/** Lightning talks follow each other without a pause after the last talks of the first two days. */
export function lightningSlots(startsOn: string, room: string): Slot[] {
  return [0, 1].flatMap((day) =>
    ['17:40', '17:50', '18:00', '18:10'].map((clock) => slot(startsOn, day, clock, 10, room)),
  );
}

export const keynoteSlot = (startsOn: string, day: number, room: string): Slot =>
  slot(startsOn, day, day === 2 ? '17:45' : '09:45', 45, room);

/** From the evening of the second day into the third. */
export const nightSlot = (startsOn: string, room: string): Slot => slot(startsOn, 1, '22:00', 210, room);

export const BREAKS = [
  {
    title: 'Coffee',
    clock: '10:30',
    minutes: 15,
    abstract: 'In the yard when it is dry, between the presses when it is not.',
  },
  {
    title: 'Lunch',
    clock: '12:25',
    minutes: 80,
    abstract: 'Soup, bread and something from the allotment. Tables are long on purpose.',
  },
  { title: 'Tea', clock: '15:25', minutes: 30, abstract: 'Tea, coffee and whatever was baked for the occasion.' },
];
