/**
 * What is wrong with a value, in words for people, where a schema says nothing of its own: zod's own words are for
 * programmers ("Invalid input: expected number, received undefined"). Loaded by whatever makes schemas.
 */
import { z } from 'zod';

const KINDS: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  date: 'a date',
  null: 'null',
};

const FORMATS: Record<string, string> = {
  email: 'Write an e-mail address, such as ada@example.org',
  url: 'Write an address that begins with https://',
  datetime: 'Write date and time with an offset, such as 2027-05-08T09:30:00+01:00',
  date: 'Write a date, such as 2027-05-08',
  time: 'Write a time, such as 09:30',
  uuid: 'This is no UUID',
};

/** So many of what is counted. */
function amountOf(origin: string, limit: number | bigint | string): string {
  if (origin === 'string') return `${limit} ${Number(limit) === 1 ? 'character' : 'characters'}`;
  if (origin === 'array' || origin === 'set') return `${limit} ${Number(limit) === 1 ? 'entry' : 'entries'}`;
  return String(limit);
}

type Issue = Parameters<NonNullable<ReturnType<typeof z.config>['customError']>>[0];

function wordsFor(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'This is missing';
      return `This has to be ${KINDS[issue.expected] ?? 'something else'}`;
    case 'too_small': {
      const least = amountOf(issue.origin, issue.minimum as number);
      if (issue.origin === 'string' && Number(issue.minimum) === 1) return 'This is missing';
      return issue.inclusive === false ? `This has to be more than ${least}` : `This has to be at least ${least}`;
    }
    case 'too_big': {
      const most = amountOf(issue.origin, issue.maximum as number);
      return issue.inclusive === false ? `This has to be less than ${most}` : `This may be at most ${most}`;
    }
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'This is not written as it has to be';
    case 'invalid_value':
      return `Send ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map((value) => `"${String(value)}"`).join(', ')}`;
    case 'not_multiple_of':
      return `This has to be a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return `There is no such field: ${issue.keys.join(', ')}`;
    default:
      return 'This cannot be used';
  }
}

z.config({ localeError: wordsFor });
