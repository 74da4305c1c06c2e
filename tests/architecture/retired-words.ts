/**
 * Words of our own that gave way to those of the field: the glossary in docs/architecture.md has the words in use. A
 * new line does not bring one back; `left` says in how many lines it still stands, and only goes down.
 */
export type RetiredWord = {
  word: RegExp;
  use: string;
  why: string;
  left: number;
  /** What the word says where it is no word of our own. */
  except?: RegExp;
};

export const RETIRED: RetiredWord[] = [
  {
    word: /\bhouse\b|[a-z]House|\bHouse[A-Z]|\bHOUSE/,
    use: 'Foyer, installation, organizer',
    why: 'It meant the installation, its operator, an organizer and a fixture, one by one.',
    left: 0,
    except:
      /on the house|'house'|of the house|Boat house|boat house|house@|The House|of the House|in the house|a house|-house/i,
  },
  {
    word: /\bdesk|Desk/,
    use: 'queue, reader, context',
    why: 'People of the field wait in queues.',
    left: 0,
    except: /at the desk/, // where people pay
  },
  {
    word: /\b[wW]ish|Wish/,
    use: 'request, query or filter, input',
    why: 'What a client sends is a request.',
    left: 0,
    except: /wishHash|wish_hash/, // a column that installations have
  },
  { word: /\b[tT]hings?\b|Thing/, use: 'record, or the noun itself', why: 'Everything is a thing.', left: 78 },
  {
    word: /\blook(?:s|ed|ing)? at\b|[lL]ookAt/,
    use: 'check, poll, review',
    why: 'A provider is polled, a person reviews.',
    left: 86,
  },
  {
    word: /\b[nN]ews\b|[a-z]News|\bNews[A-Z]/,
    use: 'webhook event',
    why: 'Every payment provider calls it that.',
    left: 0,
    except: /providerNews/, // a table that installations have
  },
  { word: /\btries\b|\ba try\b|Tries\b/, use: 'attempt', why: '`payment_attempts` has the word already.', left: 83 },
  {
    word: /\b[sS]tanding\b|[a-z]Standing|\bStanding[A-Z]/,
    use: 'status, permission',
    why: 'Two meanings.',
    left: 0,
    except: /\bstanding: |\bstanding }|\[standing\]|[.'"]standing\b|`standing`|'Standing'/, // a message's audience
  },
  { word: /\b[rR]each\b|[a-z]Reach|\bReach[A-Z]/, use: 'scope, applies to', why: 'Two meanings.', left: 53 },
  {
    word: /\b(?:told|tells?)\b|[a-z]Told|\b[tT]ell[A-Z]|\bTells?\b/,
    use: 'notify, report',
    why: 'People are notified.',
    left: 443,
  },
  {
    word: /\bsay[A-Z]\w*|\bsaid[A-Z]\w*|\bsay\(/,
    use: 'format, label, describe',
    why: 'A function formats a label.',
    left: 0,
  },
  {
    word: /\bkeep[A-Z]\w*/,
    use: 'store, guard, convert, extend',
    why: 'Eight meanings of one verb.',
    left: 0,
    // Of HTTP; and what a form asks for by this name: what stays at the organiser, numbers, passkeys and keys.
    except: /keepAlive|keepBp|keepMinor|keepNumbers|keepPasskeys|keepKeys|keepServices|keepFields|keepAction|keepPage/,
  },
  { word: /\bwhoever\b/i, use: 'a plain subject', why: 'It reads as a translation.', left: 189 },
];
