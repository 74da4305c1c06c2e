/** Moments of an account, which belongs to no event's zone. */

/** Date and time in UTC, with the zone named. */
export function formatMoment(at: number, locale: string): string {
  return new Intl.DateTimeFormat(locale === 'ar' ? 'ar' : 'en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  })
    .format(at)
    .concat(' UTC');
}

/** The date alone. */
export function formatDate(at: number, locale: string): string {
  return new Intl.DateTimeFormat(locale === 'ar' ? 'ar' : 'en-GB', { dateStyle: 'medium', timeZone: 'UTC' }).format(at);
}
