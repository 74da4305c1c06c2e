/**
 * The errors that a shell renders: pages, API and command line each map them once. Everything else is a defect and is
 * shown as one.
 */
import { english, isProblemCode, type Problem, type Reason, type Values, wordReason } from './i18n/problem.ts';

import { storeReason } from './i18n/stored-text.ts';

export { problem, type Problem } from './i18n/problem.ts';

export class FoyerError extends Error {
  override name = 'FoyerError';
  readonly status: number = 500;
  /** The same for all refusals of one family: what programs go by. */
  readonly code: string;
  /** What people read, as data; undefined for what only operators and developers read, which is English. */
  readonly reason: Reason | undefined;
  constructor(code: string, message: string, options?: ErrorOptions & { reason?: Reason }) {
    super(message, options);
    this.code = code;
    this.reason = options?.reason;
  }
}

/** What an error says, in the reader's language. */
export function wordError(error: FoyerError, locale: string): string {
  return error.reason ? wordReason(error.reason, locale) : error.message;
}

/** What an error says, to be stored: `wordStored` words it for its reader. */
export function storeError(error: FoyerError): string {
  return error.reason ? storeReason(error.reason) : error.message;
}

/**
 * The arguments of `FoyerError` for a code of the catalogue with its values, or for English words with the code of
 * their family.
 */
function argumentsOf(
  text: string,
  second: string | Values | undefined,
  family: string,
  options?: ErrorOptions,
): [code: string, message: string, options: ErrorOptions & { reason?: Reason }] {
  const code: string = text;
  if (!isProblemCode(code)) return [typeof second === 'string' ? second : family, text, { ...options }];
  const reason: Reason = { code, values: typeof second === 'object' ? second : {} };
  return [text.slice(0, text.indexOf('.')), english(reason), { ...options, reason }];
}

/** It does not exist, or not for this actor. */
export class NotFound extends FoyerError {
  override name = 'NotFound';
  override readonly status = 404;
  /** @param text a code of the catalogue, with its values; or English words, with the code of their family */
  constructor(text: string, second?: string | Values) {
    super(...argumentsOf(text, second, 'not_found'));
  }
}

/** The actor may know of it, but not do this. */
export class Forbidden extends FoyerError {
  override name = 'Forbidden';
  override readonly status = 403;
  /** @param text a code of the catalogue, with its values; or English words, with the code of their family */
  constructor(text: string, second?: string | Values) {
    super(...argumentsOf(text, second, 'forbidden'));
  }
}

/** What was given cannot be used. Nothing was changed. */
export class Invalid extends FoyerError {
  override name = 'Invalid';
  override readonly status = 422;
  readonly problems: Problem[];
  /** @param text a code of the catalogue, with its values; or English words, with the code of their family */
  constructor(text: string, problems: Problem[] = [], second?: string | Values, options?: ErrorOptions) {
    super(...argumentsOf(text, second, 'invalid', options));
    this.problems = problems;
  }
}

/** The thing has changed since the actor saw it, or its state does not allow this. */
export class Conflict extends FoyerError {
  override name = 'Conflict';
  override readonly status = 409;
  /** @param text a code of the catalogue, with its values; or English words, with the code of their family */
  constructor(text: string, second?: string | Values) {
    super(...argumentsOf(text, second, 'conflict'));
  }
}

/** It is no longer as the actor says that it was when they read it. Nothing was changed. */
export class PreconditionFailed extends FoyerError {
  override name = 'PreconditionFailed';
  override readonly status = 412;
  /** @param text a code of the catalogue, with its values; or English words, with the code of their family */
  constructor(text: string, second?: string | Values) {
    super(...argumentsOf(text, second, 'changed'));
  }
}

/** Too large to take. `limit` is in the unit that the message names. */
export class TooLarge extends FoyerError {
  override name = 'TooLarge';
  override readonly status = 413;
  /** @param text a code of the catalogue, with its values; or English words, with the code of their family */
  constructor(text: string, second?: string | Values) {
    super(...argumentsOf(text, second, 'too_large'));
  }
}

/** What was sent is of a type that is not taken here. */
export class WrongType extends FoyerError {
  override name = 'WrongType';
  override readonly status = 415;
  /** @param text a code of the catalogue, with its values; or English words, with the code of their family */
  constructor(text: string, second?: string | Values) {
    super(...argumentsOf(text, second, 'unsupported_media_type'));
  }
}

/** Something we depend on is away; trying again later may help. */
export class Unavailable extends FoyerError {
  override name = 'Unavailable';
  override readonly status = 503;
  /** @param text a code of the catalogue, with its values; or English words, with the code of their family */
  constructor(text: string, second?: string | Values, options?: ErrorOptions) {
    super(...argumentsOf(text, second, 'unavailable', options));
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
