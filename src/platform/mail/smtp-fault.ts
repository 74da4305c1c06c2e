/** What a mail server's refusal means: for this mail, or for all; for now, or for good. */

/**
 * `unreachable`, `sign_in` and `sender` concern every mail: nobody answers, nobody lets us in, nobody takes mail from
 * our address. `limited`: too many went to that address, or came from whoever caused it (`limit-mails.ts`); it was not
 * tried. `busy` and `refused` concern this one: not now, and never. `given_up` was `busy` or worse for days.
 */
export const FAULTS = ['unreachable', 'sign_in', 'sender', 'busy', 'refused', 'given_up', 'limited'] as const;
export type Fault = (typeof FAULTS)[number];

/** Those that hold up every mail, whoever it is to. */
export const SERVER_FAULTS: readonly Fault[] = ['unreachable', 'sign_in', 'sender'];

type SmtpError = Error & { code?: string; responseCode?: number; command?: string };

/** 530: sign in first, or use TLS; 534, 535, 538: not like this. */
const SIGN_IN_CODES = new Set([530, 534, 535, 538]);

/** Reads the error of a failed attempt (RFC 5321, 4.2.1: 4xx is for now, 5xx for good). */
export function readFault(error: unknown): Fault {
  const { code = '', responseCode = 0, command = '' } = error as SmtpError;
  if (code === 'EAUTH' || code === 'ENOAUTH' || SIGN_IN_CODES.has(responseCode)) return 'sign_in';
  if (/^(EHLO|HELO|CONN|STARTTLS)/.test(command) || responseCode === 421) return 'unreachable';
  if (command === 'MAIL FROM' && responseCode >= 500 && code !== 'EMESSAGE') return 'sender';
  if (responseCode >= 500 && responseCode !== 503) return 'refused';
  if (responseCode >= 400) return 'busy';
  return code === 'EENVELOPE' || code === 'EMESSAGE' ? 'refused' : 'unreachable';
}

const MINUTE = 60_000;
/** After the nth failed attempt; the last holds for all that follow. */
const PAUSES_MS = [5000, 30_000, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, 60 * MINUTE, 120 * MINUTE, 240 * MINUTE];

/** For how long a mail is tried, from when it was posted or sent again. */
export const PATIENCE_MS = 3 * 24 * 60 * MINUTE;

/**
 * The pause after that many failed attempts, in milliseconds; a quarter of it is left to `chance` (0 to 1), so that
 * many mails do not come back at once.
 */
export function pauseAfter(attempts: number, chance = Math.random()): number {
  const pause = PAUSES_MS[Math.min(attempts, PAUSES_MS.length) - 1] ?? (PAUSES_MS[0] as number);
  return Math.round(pause * (0.75 + 0.25 * chance));
}
