/**
 * What is wrong with a value, as a code of the catalogue, where a schema gives none of its own: zod's own words are for
 * programmers ("Invalid input: expected number, received undefined"). `problemOf` turns the issue into a problem.
 * Loaded by whatever makes schemas.
 */
import { z } from 'zod';
import type { ProblemCode } from './i18n/problem.ts';

const KINDS: Record<string, ProblemCode> = {
  string: 'field.text',
  number: 'field.number',
  int: 'field.whole',
  boolean: 'field.boolean',
  array: 'field.list',
  object: 'field.object',
  date: 'field.date_type',
  null: 'field.nothing',
};

const FORMATS: Record<string, ProblemCode> = {
  email: 'field.email',
  url: 'field.url',
  datetime: 'field.date_time',
  date: 'field.date',
  time: 'field.time',
  uuid: 'field.uuid',
};

type Issue = Parameters<NonNullable<ReturnType<typeof z.config>['customError']>>[0];

function codeFor(issue: Issue): ProblemCode {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'field.missing' : (KINDS[issue.expected] ?? 'field.other_type');
    case 'too_small':
      if (issue.origin === 'string') return Number(issue.minimum) === 1 ? 'field.missing' : 'field.at_least_characters';
      if (isList(issue.origin)) return 'field.at_least_entries';
      return issue.inclusive === false ? 'field.more_than' : 'field.at_least';
    case 'too_big':
      if (issue.origin === 'string') return 'field.at_most_characters';
      if (isList(issue.origin)) return 'field.at_most_entries';
      return issue.inclusive === false ? 'field.less_than' : 'field.at_most';
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'field.format';
    case 'invalid_value':
      return issue.values.length === 1 ? 'field.exactly' : 'field.choice';
    case 'not_multiple_of':
      return 'field.multiple';
    case 'unrecognized_keys':
      return 'field.unknown';
    default:
      return 'field.unusable';
  }
}

function isList(origin: string): boolean {
  return origin === 'array' || origin === 'set';
}

z.config({ localeError: codeFor });
