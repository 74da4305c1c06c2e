/** The short code by which pretalx knows a session, which most formats carry only in some address. */

/** From the address of its page: `.../talk/ABC3DE/`. */
export function codeInUrl(url: string | undefined): string | undefined {
  return /\/talk\/([A-Z0-9]{6})(?:[/?#]|$)/.exec(url ?? '')?.[1];
}

/** From its UID: `pretalx-event-ABC3DE@host`, and in xCal `ABC3DE@@host`. */
export function codeInUid(uid: string): string | undefined {
  return /^(?:pretalx-.{1,80}-)?([A-Z0-9]{6})@/.exec(uid)?.[1];
}
