/**
 * The context that every use case takes first: the database (or the transaction that is open on it), who acts, when,
 * in which language.
 */
import type { PendingChange } from './changes/write-changes.ts';
import type { Db } from './db/connect.ts';
import type { Log } from './log.ts';
import type { Instant } from './time.ts';

/** A person whom the record can name. */
export type Person = { userId: string; name: string; administrator: boolean };

/**
 * What an API key lets its bearer do: never more than its owner may. `null` is no narrowing. Which scope allows which
 * right, the organizers' feature says.
 */
export type Grant = {
  keyId: number;
  scopes: readonly string[] | null;
  organizerId: number | null;
  eventIds: readonly number[] | null;
};

/** Who acts. The system acts for jobs, the command line and the demo. */
export type Actor =
  | { kind: 'nobody' }
  | {
      kind: 'system';
      name: string;
      /** Who asked for what is done now; the record names them. */
      onBehalfOf?: Person;
    }
  | {
      kind: 'user';
      userId: string;
      name: string;
      email: string;
      /** Whether mail of that address was shown to reach this person. */
      confirmed?: boolean;
      administrator: boolean;
      /** Whether the sign-in proved two things: a passkey, or a second factor on top of anything else. */
      strong?: boolean;
      /** When this session last proved that it is its owner who uses it; undefined for programs with a key. */
      provenAt?: Instant;
      /** Of a program that acts with a key of this person. */
      grant?: Grant;
    }
  | {
      /** A program with a key of the organizer's own, which is nobody's in particular. */
      kind: 'program';
      /** What the key is called. */
      name: string;
      grant: Grant & { organizerId: number; scopes: readonly string[] };
    };

/** Whoever acts, or asked for what a job does now; nobody where Foyer acts by itself. */
export function personOf(actor: Actor): Person | undefined {
  const person = actor.kind === 'system' ? actor.onBehalfOf : actor;
  if (person === undefined || !('userId' in person)) return undefined;
  const { userId, name, administrator } = person;
  return { userId, name, administrator };
}

/** What narrows the actor; undefined for people in a browser, for the system and for nobody. */
export function grantOf(actor: Actor): Grant | undefined {
  return actor.kind === 'user' || actor.kind === 'program' ? actor.grant : undefined;
}

/** A job that waits for the transaction's end to be written. */
export type PendingJob = {
  queue: string;
  key: string | null;
  payload: object;
  /** Milliseconds from now until it is due. */
  delayMs: number;
};

/** What an open transaction has still to do. */
export type Unit = {
  jobs: PendingJob[];
  /** What happened, for those who keep up with it. */
  changes: PendingChange[];
  /** Runs in this process once the change is on disk; for caches, never for work that must not be lost. */
  afterCommit: (() => void)[];
  /** Like those of `Ctx`, as this transaction read them. */
  stamps: Stamps;
};

/** By whose they are: the stamps that were read lately, as `stamped-memory.ts` uses them. */
export type Stamps = Map<string, string>;

export type Ctx = {
  db: Db;
  actor: Actor;
  /** The moment of the act. A function of nothing else, so that tests can set it. */
  now: Instant;
  locale: string;
  log: Log;
  /** From whose network the request came, as `clientName` names it; absent where nobody asks from outside. */
  client?: string | undefined;
  /** What was read of them for this request or job, outside its transactions. */
  stamps: Stamps;
  /** Set inside a transaction. */
  unit?: Unit;
};

export type CtxParts = { db: Db; log: Log; actor?: Actor; now?: Instant; locale?: string };

/** A context outside any transaction. */
export function createCtx(parts: CtxParts): Ctx {
  return {
    db: parts.db,
    log: parts.log,
    actor: parts.actor ?? { kind: 'nobody' },
    now: parts.now ?? Date.now(),
    locale: parts.locale ?? 'en',
    stamps: new Map(),
  };
}
