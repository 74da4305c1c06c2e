/**
 * The errors that a shell renders: pages, API and command line each map them once. Everything else is a defect and is
 * shown as one.
 */

/**
 * One thing wrong with what somebody gave us: where (`title`, `sessions[3].start`, `line 12`) and what to do about it.
 */
export type Problem = { where: string; message: string };

export class FoyerError extends Error {
  override name = 'FoyerError';
  readonly status: number = 500;
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** It does not exist, or not for this actor. */
export class NotFound extends FoyerError {
  override name = 'NotFound';
  override readonly status = 404;
  constructor(what: string, code = 'not_found') {
    super(code, what);
  }
}

/** The actor may know of it, but not do this. */
export class Forbidden extends FoyerError {
  override name = 'Forbidden';
  override readonly status = 403;
  constructor(message: string, code = 'forbidden') {
    super(code, message);
  }
}

/** What was given cannot be used. Nothing was changed. */
export class Invalid extends FoyerError {
  override name = 'Invalid';
  override readonly status = 422;
  readonly problems: Problem[];
  constructor(message: string, problems: Problem[] = [], code = 'invalid', options?: ErrorOptions) {
    super(code, message, options);
    this.problems = problems;
  }
}

/** The thing has changed since the actor saw it, or its state does not allow this. */
export class Conflict extends FoyerError {
  override name = 'Conflict';
  override readonly status = 409;
  constructor(message: string, code = 'conflict') {
    super(code, message);
  }
}

/** Too large to take. `limit` is in the unit that the message names. */
export class TooLarge extends FoyerError {
  override name = 'TooLarge';
  override readonly status = 413;
  constructor(message: string, code = 'too_large') {
    super(code, message);
  }
}

/** What was sent is of a type that is not taken here. */
export class WrongType extends FoyerError {
  override name = 'WrongType';
  override readonly status = 415;
  constructor(message: string, code = 'unsupported_media_type') {
    super(code, message);
  }
}

/** Something we depend on is away; trying again later may help. */
export class Unavailable extends FoyerError {
  override name = 'Unavailable';
  override readonly status = 503;
  constructor(message: string, code = 'unavailable', options?: ErrorOptions) {
    super(code, message, options);
  }
}

/**
 * What an error says, in one line. One that sums up others (a host name with several addresses) may have no words of
 * its own.
 */
export function wordsOf(error: unknown): string {
  const { message, errors, code } = error as AggregateError & { code?: string };
  const words = message || (errors as Error[] | undefined)?.[0]?.message || code || String(error);
  return words.trim().replaceAll(/\s*\n\s*/g, ' ');
}
