/**
 * A format that knows less than an event says it in fewer words: abstract and description as one text, a session that
 * is only accepted as confirmed, a track's missing colour as some colour. When such a file of ours comes back, what it
 * says of the event changes nothing where our own export would say just the same of the event as it is. That is its
 * echo.
 */
import type { SaidConference } from './conference.ts';
import type { Matched } from './plan-records.ts';

type Keyed = { key: string; number: number };
type Same = (a: unknown, b: unknown) => boolean;

/**
 * The records of a file without the fields in which they are an echo, and without those that are not there but that our
 * export makes up. `echoes` are the records of our exports, matched with the same event.
 */
export function withoutEchoes<T extends Keyed>(
  matched: Matched<T>[],
  echoes: Matched<T>[][],
  same: Same,
): Matched<T>[] {
  if (echoes.length === 0) return matched;
  const nameOf = ({ known, said }: Matched<T>): string => (known ? `known:${known.id}` : `new:${said.key}`);
  const heard = echoes.map((records) => new Map(records.map((record) => [nameOf(record), record.said])));
  return matched.flatMap((record) => {
    const twins = heard.flatMap((records) => records.get(nameOf(record)) ?? []);
    if (twins.length === 0) return [record];
    return record.known
      ? [{ ...record, said: { ...withoutEcho(record.said, twins, same), key: record.said.key } }]
      : [];
  });
}

/** The event itself without the fields in which it is an echo. */
export function eventWithoutEchoes(
  event: SaidConference['event'],
  echoes: SaidConference['event'][],
  same: Same,
): Partial<SaidConference['event']> {
  return withoutEcho(event, echoes, same);
}

function withoutEcho<S extends object>(said: S, twins: object[], same: Same): S {
  const isEcho = ([field, value]: [string, unknown]): boolean =>
    twins.some((twin) => field in twin && same((twin as Record<string, unknown>)[field], value));
  return Object.fromEntries(Object.entries(said).filter((entry) => !isEcho(entry))) as S;
}
