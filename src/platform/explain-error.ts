/** From the words of a machine to what people can do about it. */

/** What such words mean; the order counts. Texts of these names say it, and the way out. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/ENOSPC|no space left|could not extend file|disk full/i, 'diskFull'],
  [/EACCES|EPERM|EROFS|permission denied|read-only file system/i, 'notAllowed'],
  [/\b53[0458]\b|authentication failed|invalid login|EAUTH/i, 'signIn'],
  [/certificate|self-signed|ETLS|SSL routines|tls/i, 'certificate'],
  [/ENOTFOUND|EAI_AGAIN|EDNS|getaddrinfo/i, 'noSuchHost'],
  [/ECONNREFUSED|EHOSTUNREACH|ENETUNREACH/i, 'nobodyAnswers'],
  [/ETIMEDOUT|timed? ?out|ESOCKETTIMEDOUT/i, 'tooSlow'],
  [/ECONNRESET|EPIPE|connection (closed|terminated)|socket hang up|unexpected(ly)? (end|clos)/i, 'hungUp'],
  [/out of memory|ENOMEM|heap|worker that held it died/i, 'died'],
  [/mailbox (is )?full|over quota|\b552\b|\b5\.2\.2\b/i, 'mailboxFull'],
  [/user unknown|no such (user|mailbox|recipient)|does not exist|\b5\.1\.1\b|is not one address/i, 'noSuchMailbox'],
  [/spam|blacklist|blocklist|reputation|\b5\.7\.1\b/i, 'takenForSpam'],
  [/relay|sender (address )?rejected|\bSPF\b|\bDKIM\b|\bDMARC\b/i, 'senderRefused'],
];

/**
 * The name of what the words mean, for the texts `trouble.<name>.say` and `.do`; `unknown` where nothing is known of
 * them.
 */
export function explainError(words: string): string {
  return MEANINGS.find(([pattern]) => pattern.test(words))?.[1] ?? 'unknown';
}
