/** Where the rail leads: within an organizer, and within one of its events. */
import type { Right } from '#features/organizers/organizer.ts';
import type { Translate } from '#platform/i18n/text.ts';

/** `right`: who lacks it does not see the way. `exact`: pages below it are not its own. */
export type Way = {
  href: string;
  label: string;
  right?: Right;
  exact?: boolean;
  count?: number;
  /** The first of those that belong together. */
  begins?: boolean;
};

export function organizerWays(base: string, t: Translate): Way[] {
  return [
    { href: base, label: t('manage.title'), exact: true },
    { href: `${base}/invoices`, label: t('invoices.title'), right: 'see-orders' },
    { href: `${base}/import`, label: t('manage.import'), right: 'import' },
    { href: `${base}/bin`, label: t('life.bin'), right: 'delete' },
    { href: `${base}/team`, label: t('manage.team'), right: 'see-team' },
    { href: `${base}/keys`, label: t('manage.keys'), right: 'manage-team' },
    { href: `${base}/history`, label: t('manage.history'), right: 'see-history' },
    { href: `${base}/settings`, label: t('manage.settings'), right: 'edit-organizer' },
  ];
}

/** `counts` says how many there are behind a way, by its name. */
export function eventWays(base: string, counts: Record<string, number>, t: Translate): Way[] {
  return [
    { href: base, label: t('manage.overview'), exact: true },
    { href: `${base}/tickets`, label: t('manage.tickets'), right: 'edit-tickets', count: counts.tickets, begins: true },
    { href: `${base}/orders`, label: t('manage.orders'), right: 'see-orders', count: counts.orders },
    { href: `${base}/attendees`, label: t('manage.attendees'), right: 'see-attendees' },
    { href: `${base}/messages`, label: t('manage.messages'), right: 'see-orders' },
    {
      href: `${base}/sessions`,
      label: t('manage.sessionsWay'),
      right: 'see-programme',
      count: counts.sessions,
      begins: true,
    },
    { href: `${base}/speakers`, label: t('manage.speakersWay'), right: 'see-programme', count: counts.speakers },
    { href: `${base}/rooms`, label: t('manage.rooms'), right: 'see-programme', count: counts.rooms },
    { href: `${base}/tracks`, label: t('manage.tracks'), right: 'see-programme', count: counts.tracks },
    { href: `${base}/sponsors`, label: t('manage.sponsors'), right: 'see-programme', count: counts.sponsors },
    { href: `${base}/basics`, label: t('manage.basics'), right: 'edit', begins: true },
    { href: `${base}/look`, label: t('manage.look'), right: 'edit' },
    { href: `${base}/extras`, label: t('manage.extras'), right: 'edit' },
    { href: `${base}/publish`, label: t('manage.publishWay'), right: 'publish' },
    { href: `${base}/settings`, label: t('manage.settings'), right: 'edit' },
    { href: `${base}/team`, label: t('manage.team'), right: 'see-team', begins: true },
    { href: `${base}/history`, label: t('manage.history'), right: 'see-history' },
  ];
}

/** Whether the page at `path` is the way's own. */
export function isCurrent(way: Way, path: string): boolean {
  return path === way.href || (way.exact !== true && path.startsWith(`${way.href}/`));
}
