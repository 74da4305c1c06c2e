/** The short code by which pretalx knows a session, which most formats carry only in some address. */

/** From the address of its page: `.../talk/ABC3DE/`. */
export function codeInUrl(url: string | undefined): string | undefined {
  return /\/talk\/([A-Z0-9]{6})(?:[/?#]|$)/.exec(url ?? '')?.[1];
}

/** From its UID: `pretalx-event-ABC3DE@host`, with a number where it is given more than once, and in xCal `ABC3DE@@host`. */
export function codeInUid(uid: string): string | undefined {
  return /^(?:pretalx-.{1,80}-)?([A-Z0-9]{6})(?:-\d{1,6})?@/.exec(uid)?.[1];
}

/**
 * The title and the speakers in pretalx's SUMMARY, `Title - Name, Name`, which ends after the hyphen where nobody speaks.
 * A comma within brackets belongs to a name. Undefined where it has another form.
 */
export function titleAndSpeakers(summary: string): { title: string; speakers: string[] } | undefined {
  const [, title = '', names = ''] = /^(.*\S) - (.*)$/s.exec(`${summary.trim()} `) ?? [];
  if (title === '') return undefined;
  const speakers = names.split(/,\s+(?![^[(]*[\])])/).map((name) => name.trim());
  return { title, speakers: speakers.filter(Boolean) };
}
