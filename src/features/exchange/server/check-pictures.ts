/** The pictures that come with a file: where they are used, and which of them cannot be. */
import { Invalid, storeError } from '#platform/errors.ts';
import type { MediaRef, Reading } from '../conference.ts';

/** One use of a file or address within a reading. */
export type MediaPlace = {
  /** As its author would say it: `speaker 12 "Ada Fern" photo`. */
  where: string;
  ref: MediaRef;
  isPicture: boolean;
  /** Makes the reading say nothing of it, so that what is there stays. */
  unsay: () => void;
};

/** All uses of media in the reading, in its order. */
export function mediaPlaces(reading: Reading): MediaPlace[] {
  const { event, speakers, sessions, sponsors = [] } = reading.conference;
  return [
    ...placesOf('event', event, ['logo', 'header']),
    ...speakers.flatMap((speaker) => placesOf(`speaker ${speaker.key} "${speaker.name}"`, speaker, ['photo'])),
    ...sessions.flatMap((session) =>
      placesOf(`session ${session.key} "${session.title}"`, session, ['picture'], ['slides', 'audio', 'video']),
    ),
    ...sponsors.flatMap((sponsor) => placesOf(`sponsor ${sponsor.key} "${sponsor.name}"`, sponsor, ['logo'])),
  ];
}

function placesOf<Field extends string>(
  name: string,
  record: { [key in Field]?: MediaRef | null },
  pictures: Field[],
  files: Field[] = [],
): MediaPlace[] {
  return [...pictures, ...files].flatMap((field) => {
    const ref = record[field];
    const unsay = (): void => void delete record[field];
    return ref ? [{ where: `${name} ${field}`, ref, isPicture: pictures.includes(field), unsay }] : [];
  });
}

/** By what a reading calls a file: its name, or `url:` and its address. */
export function mediaName(ref: MediaRef): string {
  return 'file' in ref ? ref.file : `url:${ref.url}`;
}

/**
 * Has `look` look at a file that is used as a picture. Where it cannot be one, the reading's `skipped` says so for
 * every use. Returns what was found, undefined for a refused one.
 */
export async function checkUsedPicture<T>(
  reading: Reading,
  places: MediaPlace[],
  look: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    for (const { where } of places) reading.skipped.push({ element: where, reason: storeError(error) });
    return undefined;
  }
}

/** Leaves out of the reading what `look` refuses of the pictures that came along as files. */
export async function checkPictures(reading: Reading, look: (bytes: Uint8Array) => Promise<object>): Promise<void> {
  const uses = Map.groupBy(
    mediaPlaces(reading).filter(({ isPicture, ref }) => isPicture && 'file' in ref),
    ({ ref }) => mediaName(ref),
  );
  for (const [name, places] of uses) {
    const file = reading.files.get(name);
    if (file && !(await checkUsedPicture(reading, places, async () => look(await file.read()))))
      for (const place of places) place.unsay();
  }
}
