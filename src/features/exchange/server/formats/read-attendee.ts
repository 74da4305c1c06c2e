import { cleanLine } from './clean-text.ts';

/** Addresses that stand for none: RFC 2606 hosts, and what exporters write where they have only a name. */
const PLACEHOLDER = /@(?:.*\.)?(?:example\.(?:com|net|org)|example|invalid|test|localhost)$|^(?:no-?reply|nomail)\b/i;

/**
 * A speaker from a calendar's attendee: the name from CN, else from the value where that is no address; the address
 * where it is a real one. Undefined for an attendee without a name. Some wrap a name in quotes that are not part of it.
 */
export function readAttendee(
  commonName: string | undefined,
  value: string,
): { name: string; email: string } | undefined {
  const plain = cleanLine(value);
  const scheme = /^(mailto|invalid|urn|https?|tel|data):/i.exec(plain)?.[1]?.toLowerCase();
  const address = scheme === 'mailto' ? plain.slice(7) : plain;
  const isMail = /^[^\s@]{1,64}@[^\s@]{1,255}$/.test(address) && (scheme === 'mailto' || scheme === undefined);
  const name =
    cleanLine(commonName ?? '').replace(/^"([^"]*)"$/, '$1') ||
    (isMail || (scheme && scheme !== 'mailto') ? '' : address);
  if (name === '') return undefined;
  return { name, email: isMail && !PLACEHOLDER.test(address) ? address : '' };
}

/** A speaker from an attendee that Foyer wrote: the name letter for letter. Our exports have no addresses of people. */
export function readOwnAttendee(name: string): { name: string; email: string } | undefined {
  const clean = cleanLine(name);
  return clean === '' ? undefined : { name: clean, email: '' };
}
