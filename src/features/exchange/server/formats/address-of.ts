import { cutText } from '#platform/fit-text.ts';
import { cleanUrl } from './clean-text.ts';
import type { Remarks } from './collect-remarks.ts';

/**
 * The web address in a text. Undefined where nothing was said; '' where it is empty, or no address, which is remarked.
 * `what` names it as its author would (`website of persons`), `base` completes a relative one.
 */
export function addressOf(
  text: string | undefined,
  what: string,
  { remarks }: { remarks: Remarks },
  base = '',
): string | undefined {
  if (text === undefined) return undefined;
  const url = cleanUrl(text, base);
  if (url === '' && text.trim() !== '') {
    const shown = cutText(text.trim(), 80);
    remarks.count(`address ${what}`, 'no_address', { field: what, text: shown });
  }
  return url;
}
