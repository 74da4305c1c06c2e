/** A database that is away for a moment: it starts, stops, has no connection left, or cannot be reached. */
import { Unavailable } from './errors.ts';

/**
 * What PostgreSQL says then: a connection that failed (class 08), one that was ended (57P01 to 57P03), and no room for
 * one more (53300).
 */
const STATES = /^(08...|57P0[123]|53300)$/;
/** What the driver says for itself, which gives these no code. */
const WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/;
/** A connection that breaks while it is used; those that are never made say `connect`. */
const BROKEN = ['ECONNRESET', 'EPIPE', 'ETIMEDOUT'];

/**
 * What a shell says where `error`, or what caused it, means that the database is away; undefined for any other error.
 */
export function awayError(error: unknown): Unavailable | undefined {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (isAway(cause)) return new Unavailable('database_away.try_again', {}, { cause: error });
  }
  return undefined;
}

function isAway({ message, code = '', syscall }: Error & { code?: string; syscall?: string }): boolean {
  return STATES.test(code) || syscall === 'connect' || BROKEN.includes(code) || WORDS.test(message);
}
