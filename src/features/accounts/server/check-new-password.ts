/** Whether a password that somebody chooses is one that others would try. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Ctx } from '#platform/ctx.ts';
import { ACCOUNT_LIMITS } from './inputs.ts';
import { refuse } from './policy.ts';

/**
 * What is wrong with a password: it is too short, everybody's, made of a pattern, or made of what is known of its
 * owner.
 */
export type PasswordFault = 'passwordShort' | 'passwordKnown' | 'passwordSimple' | 'passwordPersonal';

/** What others know of whoever chooses. `url` is the public address of the installation. */
export type Owner = { name: string; email: string; url?: string };

/**
 * Known passwords, in lower case, from the list of zxcvbn-ts 4.1 (MIT licence): its first 20,000 of five characters and
 * more, and all of ten and more. They ship with the product, so that nothing is asked of anybody else.
 */
let known: Set<string> | undefined;

function knownPasswords(): Set<string> {
  known ??= new Set(
    readFileSync(path.join(import.meta.dirname, '../known-passwords.txt'), 'utf8')
      .split('\n')
      .filter(Boolean),
  );
  return known;
}

/** A known password with at most so many digits and signs around it is that password still. */
const DECORATION = 8;
/**
 * So many characters must be left of a password without its patterns or its owner's names, and so many different ones
 * be in it.
 */
const LEFT_OF_PATTERNS = 5;
const LEFT_OF_NAMES = 8;
const DIFFERENT = 5;
const RUN = 4;

const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '12345678901234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'azertyuiop',
  'qwertzuiop',
  'yxcvbnm',
];
const FOLLOWS = new Set(
  ROWS.flatMap((row) => [row, [...row].reverse().join('')]).flatMap((row) =>
    [...row].slice(1).map((sign, i) => `${row[i]}${sign}`),
  ),
);
const LEET: Record<string, string> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** The first thing that is wrong with `password`; undefined where it is taken. */
export function findPasswordFault(password: string, owner: Owner): PasswordFault | undefined {
  if (password.length < ACCOUNT_LIMITS.passwordLeast) return 'passwordShort';
  const plain = password.normalize('NFKC').toLowerCase();
  if (isPattern(plain)) return 'passwordSimple';
  if (isPersonal(plain, owner)) return 'passwordPersonal';
  return isKnown(plain) ? 'passwordKnown' : undefined;
}

/** @throws Invalid about `password`, saying what is wrong with it */
export function checkNewPassword(ctx: Ctx, password: string, owner: Owner): void {
  const fault = findPasswordFault(password, owner);
  if (fault) refuse(ctx, 'password', fault, 'weak_password', { count: ACCOUNT_LIMITS.passwordLeast });
}

/** Few different characters, the same again and again, or what lies side by side on a keyboard or in the alphabet. */
function isPattern(plain: string): boolean {
  const signs = [...plain];
  if (new Set(signs).size < DIFFERENT) return true;
  for (let period = 1; period <= signs.length / 2; period += 1)
    if (signs.every((sign, i) => i < period || sign === signs[i - period])) return true;
  return withoutRuns(signs) < LEFT_OF_PATTERNS;
}

/** How many characters stand outside runs such as `1234` or `qwert`. */
function withoutRuns(signs: string[]): number {
  let left = 0;
  let run = 1;
  for (let i = 1; i <= signs.length; i += 1) {
    if (i < signs.length && (FOLLOWS.has(`${signs[i - 1]}${signs[i]}`) || signs[i - 1] === signs[i])) run += 1;
    else {
      if (run < RUN) left += run;
      run = 1;
    }
  }
  return left;
}

function isPersonal(plain: string, { name, email, url = '' }: Owner): boolean {
  const words = `${name} ${email} ${email.split('@')[0] ?? ''} foyer ${url.replace(/^https?:\/\//, '')}`.toLowerCase();
  const parts = [email.toLowerCase(), email.toLowerCase().split('@')[0] ?? '', ...words.split(/[^\p{L}\p{N}]+/u)];
  const names = [...new Set(parts)].filter((part) => part.length >= 3).sort((a, b) => b.length - a.length);
  let left = plain;
  for (const one of names) left = left.replaceAll(one, '');
  return left !== plain && left.replaceAll(/[^\p{L}\p{N}]+/gu, '').length < LEFT_OF_NAMES;
}

function isKnown(plain: string): boolean {
  const list = knownPasswords();
  const spelt = [...plain].map((sign) => LEET[sign] ?? sign).join('');
  return [plain, spelt].some((text) => {
    const core = text.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
    const digits = text.replaceAll(/[^a-z0-9]+/g, '');
    return list.has(text) || list.has(digits) || (list.has(core) && text.length - core.length <= DECORATION);
  });
}
