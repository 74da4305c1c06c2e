/** Addresses that strangers wrote, before a page makes links of them. */

/**
 * The address if browsers follow it over http or https; '' for everything else, such as `javascript:` and `mailto:`.
 */
export function webAddress(text: string | null | undefined): string {
  const plain = (text ?? '').trim();
  return /^https?:\/\/[^/]/i.test(plain) && URL.canParse(plain) ? plain : '';
}

/** The links whose addresses browsers follow. */
export function webLinks<Link extends { url: string }>(links: readonly Link[]): Link[] {
  return links.filter((link) => webAddress(link.url) !== '');
}
