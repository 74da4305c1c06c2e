/**
 * How far the actor reaches in the lists of an event, for pages that show what can be done. Use cases check for
 * themselves.
 */
import { type EventScope, listOwnTracks } from '#features/events/server/policy.ts';
import type { Right } from '#features/organizers/organizer.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { Entries } from '#platform/merge-edit.ts';
import { NOUN_FACTS, type Noun } from '../nouns.ts';

export type EditRights = {
  add: boolean;
  remove: boolean;
  /** Whether anything can be changed at all. */
  edit: boolean;
  /** Numbers of the tracks beyond which nothing can; null: everywhere. */
  tracks: number[] | null;
};

/** `rights` are the actor's in that event, as `listRights` says. */
export async function loadEditRights(
  ctx: Ctx,
  { eventId }: EventScope,
  noun: Noun,
  rights: readonly Right[],
): Promise<EditRights> {
  const facts = NOUN_FACTS[noun];
  const may = {
    add: rights.includes(facts.add),
    remove: rights.includes(facts.remove),
    edit: rights.includes(facts.edit),
  };
  if (may.add || !may.edit) return { ...may, tracks: null };
  return { ...may, tracks: (await listOwnTracks(ctx, eventId)).map(({ number }) => number) };
}

/** Whether the actor can change that very record. */
export function mayEditRecord(may: EditRights, noun: Noun, record: { number: number; entries: Entries }): boolean {
  if (!may.edit) return false;
  if (may.tracks === null) return true;
  return may.tracks.includes(noun === 'tracks' ? record.number : Number(record.entries.track));
}
