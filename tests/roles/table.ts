/**
 * Who gets which answer from every page, form action, file and API operation. Written by hand from the product's table
 * of roles, and on purpose without a look at RIGHTS in features/organizers: two readings of one table that must agree.
 * A route without an entry fails the walk.
 */
import type { Declared } from './routes.ts';
import type { World } from './world.ts';

export const ROLES = ['owner', 'organizer', 'co-organizer', 'track-organizer', 'moderator', 'registrar'] as const;
type Role = (typeof ROLES)[number];

/**
 * `narrowed` is an organizer of this very organizer who works in another event only; `shut-out` one who works in all
 * events but the one that is walked; `lowered` one who is no more than a moderator in it. `stranger` owns another
 * organizer. All have data of their own.
 */
export const EVERYBODY = [...ROLES, 'narrowed', 'shut-out', 'lowered', 'stranger', 'nobody', 'administrator'] as const;
export type Who = (typeof EVERYBODY)[number];

/**
 * `in`: it was done, or what was sent needs another look (422 and the like); `403` and `404`; `sign-in`: led to the way
 * in; `out`: a form from nobody, 404 or led to the way in.
 */
export type Answer = 'in' | '403' | '404' | '401' | 'sign-in' | 'out';
export type Rule = Record<Who, Answer>;

type Column = 'event' | 'team' | 'tickets' | 'programme' | 'tracks' | 'attendees';

const ALL: Record<Column, string[]> = {
  event: ['see', 'edit', 'publish', 'delete', 'history'],
  team: ['see', 'manage', 'webhooks'],
  tickets: ['edit', 'delete', 'see-orders', 'refund', 'write-to-buyers', 'payout'],
  programme: ['see', 'edit-own', 'edit', 'delete'],
  tracks: ['see', 'edit-own', 'edit', 'delete'],
  attendees: ['see', 'edit'],
};

/** The product's table. What a cell does not name is refused. */
const TABLE: Record<Role, Record<Column, string[]>> = {
  owner: ALL,
  organizer: ALL,
  'co-organizer': {
    event: ['see', 'edit', 'publish', 'history'],
    team: ['see'],
    tickets: ['edit', 'see-orders', 'refund', 'write-to-buyers'],
    programme: ['see', 'edit-own', 'edit'],
    tracks: ['see', 'edit-own', 'edit'],
    attendees: ['see', 'edit'],
  },
  'track-organizer': {
    event: ['see'],
    team: [],
    tickets: [],
    programme: ['see', 'edit-own'],
    tracks: ['see', 'edit-own'],
    attendees: [],
  },
  moderator: { event: ['see'], team: [], tickets: [], programme: ['see'], tracks: ['see'], attendees: [] },
  registrar: {
    event: ['see'],
    team: [],
    tickets: ['see-orders'],
    programme: [],
    tracks: [],
    attendees: ['see', 'edit'],
  },
};

type Others = Pick<Rule, 'narrowed' | 'shut-out' | 'lowered' | 'stranger' | 'nobody'>;

function byRole(column: Column, act: string, others: Others): Rule {
  if (!ALL[column].includes(act)) throw new Error(`The table has no "${act}" under ${column}`);
  const roles = Object.fromEntries(
    ROLES.map((role) => [role, TABLE[role][column].includes(act) ? 'in' : '403']),
  ) as Record<Role, Answer>;
  return { ...roles, administrator: 'in', ...others };
}

/** Inside one event: it is hidden from those who do not work in it. */
export const event = (column: Column, act: string): Rule =>
  byRole(column, act, {
    narrowed: '404',
    'shut-out': '404',
    lowered: TABLE.moderator[column].includes(act) ? 'in' : '403',
    stranger: '404',
    nobody: 'out',
  });

/** What steers all events at once: not for who is less in one of them. */
const STEERS_ALL = ['team manage', 'team webhooks', 'tickets payout'];

/**
 * At the organizer itself. Whoever works in single events only may enter and see the team, and nothing that reaches all
 * events. Who is less in one of them does there what their role allows, and sees nothing of that event (`findWords` in
 * the walk).
 */
export const organizer = (column: Column, act: string): Rule => {
  const less = STEERS_ALL.includes(`${column} ${act}`) ? '403' : 'in';
  return byRole(column, act, {
    narrowed: act === 'see' ? 'in' : '403',
    'shut-out': less,
    lowered: less,
    stranger: '404',
    nobody: 'out',
  });
};

/** Who would be let in finds nothing of that number. */
const missing = (rule: Rule): Rule =>
  Object.fromEntries(Object.entries(rule).map(([who, answer]) => [who, answer === 'in' ? '404' : answer])) as Rule;

const everybody = (answer: Answer, except: Partial<Rule> = {}): Rule => ({
  ...(Object.fromEntries(EVERYBODY.map((who) => [who, answer])) as Rule),
  ...except,
});

/** Public: the same for all. */
export const anyone = everybody('in');
/** One's own account, and what everybody may begin who has one. */
export const signedIn = everybody('in', { nobody: 'out' });
/** The installation's own rooms. */
export const administrators = everybody('404', { administrator: 'in' });
/** There is nothing there in this walk, and it answers so to all alike. */
export const nothingThere = everybody('404');

/** An address of the organiser's rooms that has no page; who is not signed in is asked to sign in first. */
const nothingHere = everybody('404', { nobody: 'out' });

export type Body = (world: World) => Record<string, string>;
export type Entry = {
  /** Reading the page or file. */
  GET?: Rule;
  /** A file or operation that takes something. */
  POST?: Rule;
  PUT?: Rule;
  PATCH?: Rule;
  DELETE?: Rule;
  /** Form actions by name. */
  actions?: Record<string, Rule>;
  /**
   * What is sent to an action or operation; nothing unless named. Harmless: it is each person's own organizer that is
   * walked.
   */
  bodies?: Record<string, Body>;
  /** Parameters of the address, where the usual ones do not fit. */
  params?: (world: World, action?: string) => Record<string, string>;
  /** Actions and methods that end what the walk needs, so they go last. */
  last?: string[];
  /** The same address with other parameters, where others may ask for it. */
  also?: { name: string; entry: Entry };
};

/** A page that is only read. */
const read = (rule: Rule): Entry => ({ GET: rule });
/** A page and its form actions: those named with a rule of their own, the others like the page. */
const page = (
  rule: Rule,
  actions: string[] | Record<string, Rule>,
  more: Omit<Entry, 'GET' | 'actions'> = {},
): Entry => ({
  GET: rule,
  actions: Array.isArray(actions) ? Object.fromEntries(actions.map((name) => [name, rule])) : actions,
  ...more,
});

/** The second record of a list below the event's address. */
const listed =
  (noun: string) =>
  ({ organizer, event: slug }: World): Record<string, string> => ({ organizer, event: slug, noun, number: '2' });

/** What is asked of the lists: of the programme's by its sessions, of the sale's by its discount codes. */
const ofLists = (programme: Entry, sale: Entry): Entry => ({
  ...programme,
  params: listed('sessions'),
  also: { name: 'tickets/discounts', entry: { ...sale, params: listed('tickets/discounts') } },
});

/** Every address of src/routes, without the names of its groups. */
export const PAGES: Record<string, Entry> = {
  '/': read(anyone),
  '/robots.txt': read(anyone),
  '/sitemap.xml': read(anyone),
  '/language': read(anyone),
  '/api/docs': read(anyone),
  '/api/docs/problems': read(anyone),
  '/o/[slug]': { GET: anyone, params: ({ organizer }) => ({ slug: organizer }) },
  '/e/[slug]': read(anyone),
  '/e/[slug]/checkout': page(anyone, ['default'], { bodies: { default: () => ({ 'quantity-1': '1' }) } }),
  '/e/[slug]/waiting': page(anyone, ['default'], {
    bodies: { default: () => ({ ticketType: '1', quantity: '1', name: 'Walker', email: 'walked@example.org' }) },
  }),
  '/e/[slug]/event.ics': read(anyone),
  '/e/[slug]/og.png': read(anyone),
  '/e/[slug]/open-event.zip': read(anyone),
  '/e/[slug]/schedule': read(anyone),
  '/e/[slug]/schedule/[file=export]': read(anyone),
  '/e/[slug]/sessions/[number=number]': read(anyone),
  '/e/[slug]/sessions/[number=number]/calendar.ics': read(anyone),
  '/e/[slug]/speakers': read(anyone),
  '/e/[slug]/terms': read(nothingThere),
  '/e/[slug]/[...rest]': { GET: nothingThere, params: () => ({ rest: 'no-such-page' }) },
  '/e/[slug]/speakers/[number=number]': read(anyone),
  // Whoever has the link; of the first it is given up, of the second completed.
  '/orders/[code]/[secret]': page(anyone, ['cancel', 'again'], {
    params: ({ orders }) => orders[0] as Record<string, string>,
  }),
  '/orders/[code]/[secret]/discount': page(anyone, ['apply', 'remove'], {
    bodies: { apply: () => ({ code: 'DISCOUNT-1' }) },
    params: ({ orders }) => orders[1] as Record<string, string>,
  }),
  '/orders/[code]/[secret]/details': page(anyone, ['complete', 'release'], {
    bodies: { complete: () => ({ name: 'Walker', email: 'walked@example.org' }) },
    params: ({ orders }) => orders[1] as Record<string, string>,
  }),
  // Nothing is sold in this walk, so no ticket lets anybody in.
  '/orders/[code]/[secret]/tickets.pdf': {
    GET: nothingThere,
    params: ({ orders }) => orders[2] as Record<string, string>,
  },
  '/orders/[code]/[secret]/tickets/[number=number].pdf': {
    GET: nothingThere,
    params: ({ orders }) => ({ ...(orders[2] as Record<string, string>), number: '1' }),
  },
  '/orders/[code]/[secret]/paid': { GET: anyone, params: ({ orders }) => orders[1] as Record<string, string> },
  '/orders/[code]/[secret]/pay': page(anyone, ['place'], {
    params: ({ orders }) => orders[1] as Record<string, string>,
  }),
  '/waiting/[token]': page(nothingThere, ['leave']),
  // Wallets are set up by settings, and there are none in this walk.
  '/orders/[code]/[secret]/tickets/[number=number].pkpass': {
    GET: nothingThere,
    params: ({ orders }) => ({ ...(orders[2] as Record<string, string>), number: '1' }),
  },
  '/orders/[code]/[secret]/tickets/[number=number]/google-wallet': {
    GET: nothingThere,
    params: ({ orders }) => ({ ...(orders[2] as Record<string, string>), number: '1' }),
  },
  // A completed order with one ticket.
  '/orders/[code]/[secret]/attendees': page(anyone, ['default'], {
    params: ({ orders }) => orders[3] as Record<string, string>,
  }),
  '/orders/[code]/[secret]/tickets/[number=number]': page(anyone, ['offer', 'withdraw', 'cancel'], {
    bodies: { offer: () => ({ email: 'taker@example.org' }) },
    params: ({ orders }) => ({ ...orders[3], number: '1' }),
    last: ['cancel'],
  }),
  '/tickets/transfers/[token]': page(anyone, ['accept', 'decline'], {
    bodies: { accept: () => ({ name: 'Walked Taker' }) },
    params: ({ offers }, action) => ({ token: offers[action === 'decline' ? 1 : 0] }),
  }),
  '/tickets/[ticket]/[secret]/ticket.pdf': {
    GET: nothingThere,
    params: () => ({ ticket: 'ABCDEFGH-1', secret: 'nothing' }),
  },
  '/tickets/[ticket]/[secret]/details': page(anyone, ['default'], {
    bodies: { default: () => ({ name: 'Walked Holder' }) },
    params: ({ held }) => held,
  }),
  '/tickets/[ticket]/[secret]/files/[file=number]': {
    GET: nothingThere,
    params: ({ held }) => ({ ...held, file: '1' }),
  },
  '/tickets/[ticket]/[secret]': { GET: anyone, params: ({ held }) => held },
  '/orders/[code]/[secret]/files/[file=number]': {
    GET: nothingThere,
    params: ({ orders }) => ({ ...(orders[1] as Record<string, string>), file: '1' }),
  },
  '/orders/[code]/[secret]/invoices/[invoice=number].pdf': {
    GET: nothingThere,
    params: ({ orders }) => ({ ...(orders[2] as Record<string, string>), invoice: '1' }),
  },
  '/media/[id=number]/[digest]': read(nothingThere),
  '/media/[id=number]/[digest]/[variant]': read(nothingThere),

  '/sign-in': page(anyone, ['default']),
  '/sign-in/link': page(anyone, ['send', 'enter']),
  '/sign-in/second-factor': page(everybody('sign-in'), ['default']),
  // Services are set up by settings, and there are none in this walk.
  '/sign-in/with/[provider]': page(nothingThere, ['default'], { params: () => ({ provider: 'x' }) }),
  '/sign-in/with/[provider]/address': page(nothingThere, ['send', 'enter'], { params: () => ({ provider: 'x' }) }),
  '/sign-in/with/[provider]/callback': { GET: nothingThere, params: () => ({ provider: 'x' }) },
  '/stripe/callback': read(nothingThere),
  '/stripe/failed': read(nothingThere),
  '/account/connections': page(signedIn, ['disconnect']),
  '/account/picture': page(signedIn, ['upload', 'focus', 'remove']),
  '/sign-up': page(anyone, ['default']),
  '/sign-up/sent': read(anyone),
  '/sign-up/confirm': page(anyone, ['default']),
  '/forgot-password': page(anyone, ['default']),
  '/orders': page(anyone, ['default'], { bodies: { default: () => ({ email: 'walked@example.org' }) } }),
  '/reset-password': page(anyone, ['default']),
  '/confirm-email': page(anyone, ['default']),

  '/account': page(signedIn, ['profile', 'email']),
  '/account/[...rest]': { GET: nothingHere, params: () => ({ rest: 'no-such-page' }) },
  '/account/security': page(
    signedIn,
    {
      password: signedIn,
      start: signedIn,
      confirm: signedIn,
      end: signedIn,
      codes: signedIn,
      rename: signedIn,
      remove: everybody('404', { nobody: 'out' }),
    },
    { bodies: { codes: () => ({ current: 'x' }), end: () => ({ current: 'x' }) } },
  ),
  '/account/sessions': page(signedIn, { one: everybody('404', { nobody: 'out' }), others: signedIn }),
  '/account/orders': read(signedIn),
  '/account/confirm': page(signedIn, ['password', 'code', 'link']),
  '/account/keys': page(signedIn, { create: signedIn, revoke: everybody('404', { nobody: 'out' }) }),
  '/account/data': page(signedIn, ['erase']),
  '/account/data/export.json': read(signedIn),

  '/manage': read(signedIn),
  '/manage/new': page(signedIn, ['default']),
  '/manage/sign-out': { POST: anyone, last: ['POST'] },
  '/manage/[organizer]': page(
    organizer('event', 'see'),
    { publish: event('event', 'publish') },
    { bodies: { publish: ({ event: slug }) => ({ slug }) } },
  ),
  '/manage/[organizer]/bin': page(organizer('event', 'delete'), ['restore', 'purge'], {
    bodies: { restore: ({ binned: slug }) => ({ slug }) },
  }),
  '/manage/[organizer]/import': page(organizer('event', 'edit'), ['default']),
  '/manage/[organizer]/import/[run]': page(organizer('event', 'edit'), ['run', 'discard']),
  '/manage/[organizer]/new': page(organizer('event', 'edit'), ['default']),
  '/manage/[organizer]/[...rest]': { GET: nothingHere, params: () => ({ rest: 'no-such-page' }) },
  '/manage/[organizer]/events/[event]/[...rest]': { GET: nothingHere, params: () => ({ rest: 'no-such-page' }) },
  '/manage/[organizer]/events/[event]': page(event('event', 'see'), { again: event('event', 'edit') }),
  '/manage/[organizer]/events/[event]/basics': page(event('event', 'edit'), ['save', 'preview']),
  '/manage/[organizer]/events/[event]/extras': page(event('event', 'edit'), ['save', 'preview']),
  '/manage/[organizer]/events/[event]/publish': page(event('event', 'publish'), ['publish']),
  '/manage/[organizer]/events/[event]/publish/poster.pdf': { GET: { ...event('event', 'see'), nobody: '404' } },
  '/manage/[organizer]/events/[event]/publish/poster.png': { GET: { ...event('event', 'see'), nobody: '404' } },
  '/manage/[organizer]/events/[event]/drafts/[form]': {
    POST: event('event', 'see'),
    params: ({ organizer, event: slug }) => ({ organizer, event: slug, form: 'basics' }),
  },
  '/manage/[organizer]/events/[event]/look': page(event('event', 'edit'), [
    'save',
    'removeHeader',
    'removeLogo',
    'removePlan',
  ]),
  '/manage/[organizer]/events/[event]/settings': read(event('event', 'edit')),
  '/manage/[organizer]/events/[event]/settings/unpublish': page(event('event', 'publish'), ['default']),
  '/manage/[organizer]/events/[event]/settings/copy': page(event('event', 'edit'), ['default']),
  '/manage/[organizer]/events/[event]/settings/series': page(event('event', 'edit'), ['default']),
  '/manage/[organizer]/events/[event]/settings/cancel': page(event('event', 'publish'), ['cancel', 'reinstate']),
  '/manage/[organizer]/events/[event]/settings/ticket-codes': page(event('event', 'publish'), ['renew', 'withdraw']),
  '/manage/[organizer]/events/[event]/settings/cancel/orders': page(event('tickets', 'refund'), ['begin']),
  '/manage/[organizer]/events/[event]/settings/delete': page(event('event', 'delete'), ['default']),
  '/manage/[organizer]/keys': page(
    organizer('team', 'manage'),
    // An id that no key of the organizer has.
    { create: organizer('team', 'manage'), revoke: missing(organizer('team', 'manage')) },
    { bodies: { create: () => ({ name: 'Walked', days: '30', 'scope.orders:read': 'on', access: 'chosen' }) } },
  ),
  '/manage/[organizer]/team': page(
    organizer('team', 'see'),
    { invite: organizer('team', 'manage'), resend: organizer('team', 'manage'), revoke: organizer('team', 'manage') },
    {
      bodies: {
        invite: () => ({ email: 'no address', role: 'moderator' }),
        resend: ({ invitations }) => ({ id: invitations[0] }),
        revoke: ({ invitations }) => ({ id: invitations[1] }),
      },
    },
  ),
  '/manage/[organizer]/team/[user]': page(
    organizer('team', 'see'),
    // Everybody may leave; it is asked for with the address of somebody else here, and leaves oneself.
    {
      role: organizer('team', 'manage'),
      reach: organizer('team', 'manage'),
      transfer: { ...organizer('team', 'manage'), organizer: '403', administrator: '403' },
      remove: organizer('team', 'manage'),
      leave: {
        ...organizer('team', 'see'),
        'track-organizer': 'in',
        moderator: 'in',
        registrar: 'in',
        administrator: '404',
      },
    },
    {
      bodies: { role: () => ({ role: 'registrar' }), reach: () => ({ all: 'on' }) },
      last: ['remove', 'leave'],
      params: ({ member, second }, action) => ({ user: (action === 'remove' ? second : member).userId }),
    },
  ),
  '/manage/[organizer]/invoices': read(organizer('tickets', 'see-orders')),
  '/manage/[organizer]/invoices/settings': page(organizer('tickets', 'payout'), ['default'], {
    bodies: {
      default: () => ({
        legalName: 'Walked',
        address: 'Quay 7',
        country: 'PT',
        invoicePrefix: 'W-',
        creditPrefix: 'WC-',
      }),
    },
  }),
  '/manage/[organizer]/invoices/invoices.csv': { GET: { ...organizer('tickets', 'see-orders'), nobody: '404' } },
  '/manage/[organizer]/invoices/invoices.zip': { GET: { ...organizer('tickets', 'see-orders'), nobody: '404' } },
  '/manage/[organizer]/invoices/[invoice=number].pdf': {
    GET: { ...organizer('tickets', 'see-orders'), 'shut-out': '404', lowered: '404', nobody: '404' },
    params: ({ organizer: slug, invoice }) => ({ organizer: slug, invoice: invoice.id }),
  },
  '/manage/[organizer]/history': read(organizer('event', 'history')),
  // Its name and picture, which have nothing to do with any one event.
  '/manage/[organizer]/settings': page({ ...organizer('team', 'manage'), 'shut-out': 'in', lowered: 'in' }, [
    'save',
    'logo',
    'removeLogo',
  ]),
  // Card payments are set up by settings, and there are none in this walk.
  '/manage/[organizer]/settings/payments': page(organizer('tickets', 'payout'), [
    'connect',
    'create',
    'complete',
    'refresh',
  ]),
  '/manage/[organizer]/settings/payments/return': read(organizer('tickets', 'payout')),
  '/manage/[organizer]/settings/payments/disconnect': page(organizer('tickets', 'payout'), ['default']),
  '/manage/[organizer]/events/[event]/team': read(event('team', 'see')),
  '/manage/[organizer]/events/[event]/history': read(event('event', 'history')),
  '/invitations/[token]': { GET: anyone, actions: { accept: everybody('403', { nobody: 'out' }), decline: anyone } },
  '/manage/[organizer]/events/[event]/[...noun=noun]': ofLists(
    page(event('programme', 'see'), {
      bulk: event('programme', 'edit-own'),
      undo: event('programme', 'edit-own'),
      move: event('programme', 'edit'),
    }),
    page(event('tickets', 'edit'), ['bulk', 'undo', 'move']),
  ),
  '/manage/[organizer]/events/[event]/[...noun=noun]/new': ofLists(
    page(event('programme', 'edit'), ['default']),
    page(event('tickets', 'edit'), ['default'], {
      bodies: { default: () => ({ code: 'WALKED', kind: 'percent', percent: '10' }) },
    }),
  ),
  '/manage/[organizer]/events/[event]/[...noun=noun]/import': ofLists(
    page(event('programme', 'edit'), ['read', 'run']),
    page(event('tickets', 'edit'), ['read', 'run']),
  ),
  '/manage/[organizer]/events/[event]/[...noun=noun]/table.csv': ofLists(
    { GET: { ...event('programme', 'see'), nobody: '404' } },
    { GET: { ...event('tickets', 'edit'), nobody: '404' } },
  ),
  '/manage/[organizer]/events/[event]/[...noun=noun]/[number=number]': ofLists(
    page(event('programme', 'see'), {
      save: event('programme', 'edit-own'),
      picture: event('programme', 'edit'),
      focus: event('programme', 'edit'),
      bare: event('programme', 'edit'),
      delete: event('programme', 'delete'),
    }),
    page(
      event('tickets', 'edit'),
      {
        save: event('tickets', 'edit'),
        picture: event('tickets', 'edit'),
        focus: event('tickets', 'edit'),
        bare: event('tickets', 'edit'),
        delete: event('tickets', 'delete'),
      },
      { bodies: { save: () => ({ code: 'WALKED-ON', kind: 'percent', percent: '10' }) } },
    ),
  ),

  '/manage/[organizer]/events/[event]/orders/new': page(event('tickets', 'edit'), ['default'], {
    bodies: {
      default: () => ({
        'quantity-1': '1',
        name: 'Walked Guest',
        email: 'guest@example.org',
        way: 'house',
        key: 'a-walked-guest',
      }),
    },
  }),
  '/manage/[organizer]/events/[event]/orders': read(event('tickets', 'see-orders')),
  '/manage/[organizer]/events/[event]/orders/[code]/invoices/[invoice=number].pdf': {
    GET: {
      ...event('tickets', 'see-orders'),
      owner: '404',
      organizer: '404',
      'co-organizer': '404',
      registrar: '404',
      administrator: '404',
      nobody: '404',
    },
    params: ({ organizer, event: slug, orders }) => ({
      organizer,
      event: slug,
      code: orders[2]?.code ?? '',
      invoice: '1',
    }),
  },
  '/manage/[organizer]/events/[event]/orders/orders.csv': { GET: { ...event('tickets', 'see-orders'), nobody: '404' } },
  '/manage/[organizer]/events/[event]/orders/[code]/buyer': page(event('tickets', 'edit'), ['default'], {
    params: ({ organizer, event: slug, orders }) => ({ organizer, event: slug, code: orders[3]?.code ?? '' }),
  }),
  '/manage/[organizer]/events/[event]/attendees': read(event('attendees', 'see')),
  '/manage/[organizer]/events/[event]/attendees/attendees.csv': {
    GET: { ...event('attendees', 'see'), nobody: '404' },
  },
  '/manage/[organizer]/events/[event]/attendees/[code]/[number=number]': page(event('attendees', 'edit'), ['default'], {
    params: ({ organizer, event: slug, orders }) => ({
      organizer,
      event: slug,
      code: orders[3]?.code ?? '',
      number: '1',
    }),
  }),
  '/manage/[organizer]/events/[event]/orders/[code]': page(
    event('tickets', 'see-orders'),
    {
      cancel: event('tickets', 'edit'),
      cancelTicket: event('tickets', 'edit'),
      note: event('tickets', 'edit'),
      resend: event('tickets', 'edit'),
    },
    { params: ({ organizer, event: slug, orders }) => ({ organizer, event: slug, code: orders[2]?.code ?? '' }) },
  ),
  '/manage/[organizer]/events/[event]/orders/[code]/tickets.pdf': {
    GET: {
      ...event('tickets', 'see-orders'),
      owner: '404',
      organizer: '404',
      'co-organizer': '404',
      registrar: '404',
      administrator: '404',
      nobody: '404',
    },
    params: ({ organizer, event: slug, orders }) => ({ organizer, event: slug, code: orders[2]?.code ?? '' }),
  },
  '/manage/[organizer]/events/[event]/orders/[code]/answers': page(event('tickets', 'edit'), ['default'], {
    params: ({ organizer, event: slug, orders }) => ({ organizer, event: slug, code: orders[2]?.code ?? '' }),
  }),
  '/manage/[organizer]/events/[event]/orders/[code]/files/[file=number]': {
    GET: {
      ...event('tickets', 'see-orders'),
      owner: '404',
      organizer: '404',
      'co-organizer': '404',
      registrar: '404',
      administrator: '404',
      nobody: '404',
    },
    params: ({ organizer, event: slug, orders }) => ({
      organizer,
      event: slug,
      code: orders[2]?.code ?? '',
      file: '1',
    }),
  },
  '/manage/[organizer]/events/[event]/orders/[code]/money': page(
    event('tickets', 'see-orders'),
    {
      record: event('tickets', 'refund'),
      refund: event('tickets', 'refund'),
      cancel: event('tickets', 'refund'),
      revoke: event('tickets', 'refund'),
      sent: event('tickets', 'refund'),
      again: event('tickets', 'refund'),
      withdraw: event('tickets', 'refund'),
    },
    { params: ({ organizer, event: slug, orders }) => ({ organizer, event: slug, code: orders[2]?.code ?? '' }) },
  ),
  '/manage/[organizer]/events/[event]/orders/payouts.csv': {
    GET: { ...event('tickets', 'see-orders'), nobody: '404' },
  },
  '/manage/[organizer]/events/[event]/orders/money': page(event('tickets', 'see-orders'), {
    look: event('tickets', 'refund'),
    aside: event('tickets', 'refund'),
  }),
  '/manage/[organizer]/events/[event]/orders/money.csv': { GET: { ...event('tickets', 'see-orders'), nobody: '404' } },
  '/manage/[organizer]/events/[event]/orders/several': page(event('tickets', 'edit'), ['pay', 'confirm', 'cancel']),
  '/manage/[organizer]/events/[event]/orders/statements': page(event('tickets', 'see-orders'), {
    bring: event('tickets', 'refund'),
    accept: event('tickets', 'refund'),
    sure: event('tickets', 'refund'),
    ignore: event('tickets', 'refund'),
  }),
  '/manage/[organizer]/events/[event]/messages': page(
    event('tickets', 'see-orders'),
    { again: event('tickets', 'write-to-buyers'), keep: event('tickets', 'write-to-buyers') },
    { bodies: { again: ({ eventMail }) => ({ id: eventMail }) } },
  ),
  '/manage/[organizer]/events/[event]/messages/new': page(
    event('tickets', 'write-to-buyers'),
    ['review', 'trial', 'send'],
    {
      bodies: Object.fromEntries(
        ['review', 'trial', 'send'].map((action) => [
          action,
          () => ({
            who: 'attendees',
            standing: 'any',
            when: 'now',
            key: 'a-key-of-the-walk',
            'subject.en': 'Walked',
            'body.en': 'Walked',
          }),
        ]),
      ),
    },
  ),
  '/manage/[organizer]/events/[event]/messages/[number=number]': page(
    event('tickets', 'see-orders'),
    { stop: event('tickets', 'write-to-buyers') },
    { params: ({ organizer, event: slug }) => ({ organizer, event: slug, number: '1' }) },
  ),
  '/manage/[organizer]/events/[event]/messages/templates': page(event('tickets', 'write-to-buyers'), ['reminders']),
  '/manage/[organizer]/events/[event]/messages/templates/[kind]': page(
    event('tickets', 'write-to-buyers'),
    ['preview', 'save', 'reset'],
    {
      bodies: { save: () => ({ subject: 'Walked', body: 'Walked' }) },
      params: ({ organizer, event: slug }) => ({ organizer, event: slug, kind: 'order-confirmation' }),
    },
  ),
  '/manage/[organizer]/events/[event]/tickets': page(event('tickets', 'edit'), ['move'], {
    bodies: { move: () => ({ item: 'ticket-1', step: 'up' }) },
  }),
  '/manage/[organizer]/events/[event]/tickets/new': page(event('tickets', 'edit'), ['default'], {
    bodies: { default: () => ({ name: 'Another', kind: 'free', visibility: 'public' }) },
  }),
  '/manage/[organizer]/events/[event]/tickets/[number=number]': page(
    event('tickets', 'edit'),
    { save: event('tickets', 'edit'), delete: event('tickets', 'delete') },
    { bodies: { save: () => ({ name: 'Renamed', kind: 'free', visibility: 'public' }) } },
  ),
  '/manage/[organizer]/events/[event]/tickets/headings/new': page(event('tickets', 'edit'), ['default'], {
    bodies: { default: () => ({ name: 'Another' }) },
  }),
  '/manage/[organizer]/events/[event]/tickets/headings/[number=number]': page(
    event('tickets', 'edit'),
    { save: event('tickets', 'edit'), delete: event('tickets', 'delete') },
    { bodies: { save: () => ({ name: 'Renamed' }) } },
  ),
  '/manage/[organizer]/events/[event]/tickets/quotas/new': page(event('tickets', 'edit'), ['default'], {
    bodies: { default: () => ({ name: 'Another', size: '5' }) },
  }),
  '/manage/[organizer]/events/[event]/tickets/quotas/[number=number]': page(
    event('tickets', 'edit'),
    { save: event('tickets', 'edit'), delete: event('tickets', 'delete') },
    { bodies: { save: () => ({ name: 'Renamed' }) } },
  ),
  '/manage/[organizer]/events/[event]/tickets/cancellation': page(event('tickets', 'edit'), ['default']),
  '/manage/[organizer]/events/[event]/tickets/tax-mode': page(event('tickets', 'edit'), ['default'], {
    bodies: { default: () => ({ mode: 'within' }) },
  }),
  '/manage/[organizer]/events/[event]/tickets/capacity': page(event('tickets', 'edit'), ['default'], {
    bodies: { default: () => ({ size: '5000' }) },
  }),
  '/manage/[organizer]/events/[event]/tickets/payment': page(event('tickets', 'edit'), ['default'], {
    bodies: { default: () => ({ expireDays: '9' }) },
  }),
  '/manage/[organizer]/events/[event]/tickets/waiting': page(
    event('tickets', 'edit'),
    { save: event('tickets', 'edit'), offer: event('tickets', 'edit'), remove: event('tickets', 'edit') },
    {
      bodies: {
        save: () => ({ isOpen: 'on', offerHours: '24' }),
        offer: ({ waiting }) => ({ id: waiting[0] }),
        remove: ({ waiting }) => ({ id: waiting[1] }),
      },
    },
  ),
  '/manage/[organizer]/events/[event]/tickets/terms': page(event('tickets', 'edit'), ['default'], {
    bodies: { default: () => ({ text: '' }) },
  }),
  '/manage/[organizer]/events/[event]/tickets/questions': page(event('tickets', 'edit'), ['move'], {
    bodies: { move: () => ({ item: 'question-1', step: 'down' }) },
  }),
  '/manage/[organizer]/events/[event]/tickets/questions/new': page(event('tickets', 'edit'), ['default'], {
    bodies: { default: () => ({ label: 'Another', kind: 'date', askedPer: 'ticket' }) },
  }),
  '/manage/[organizer]/events/[event]/tickets/questions/[number=number]': page(
    event('tickets', 'edit'),
    { save: event('tickets', 'edit'), hide: event('tickets', 'edit'), delete: event('tickets', 'delete') },
    {
      bodies: {
        save: () => ({ label: 'Renamed', kind: 'date', askedPer: 'ticket' }),
        hide: () => ({ archived: 'yes' }),
      },
    },
  ),
  '/manage/[organizer]/events/[event]/tickets/currency': page(event('tickets', 'edit'), ['default'], {
    bodies: { default: () => ({ currency: 'SEK', keepNumbers: 'on' }) },
  }),

  '/admin': read(administrators),
  '/admin/[...rest]': { GET: nothingThere, params: () => ({ rest: 'no-such-page' }) },
  '/admin/organizers': read(administrators),
  '/admin/people': read(administrators),
  // Nobody has that number, so not even administrators find anything.
  '/admin/people/[person]': page(nothingThere, ['reset', 'end', 'block', 'unblock'], {
    params: () => ({ person: '00000000-0000-4000-8000-000000000000' }),
  }),
  '/admin/mail': page(administrators, ['hurry']),
  '/admin/mail/[mail=number]': page(administrators, ['default'], { params: ({ mail }) => ({ mail }) }),
  '/admin/mail/[mail=number]/letter': { GET: administrators, params: ({ mail }) => ({ mail }) },
  '/admin/fees': page(administrators, ['set', 'usual']),
  '/admin/pictures': page(administrators, ['save', 'remake']),
  '/admin/jobs': page(administrators, ['retry', 'drop'], {
    bodies: { retry: ({ deadJobs }) => ({ id: deadJobs[0] }), drop: ({ deadJobs }) => ({ id: deadJobs[1] }) },
  }),
};

/**
 * Writing to an event over REST: a program without a key is asked for one, and of a public event it is said that the
 * key may not.
 */
const byKey = (column: Column, act: string): Rule => ({
  ...event(column, act),
  narrowed: '403',
  'shut-out': '403',
  stranger: '403',
  nobody: '401',
});

/** The cell of the table that an operation is of which declares that right. */
const CELLS: Record<string, [Column, string]> = {
  see: ['event', 'see'],
  'see-programme': ['programme', 'see'],
  'edit-programme': ['programme', 'edit'],
  'delete-programme': ['programme', 'delete'],
  'edit-own-sessions': ['programme', 'edit-own'],
  'edit-tracks': ['tracks', 'edit'],
  'delete-tracks': ['tracks', 'delete'],
  'edit-own-tracks': ['tracks', 'edit-own'],
  'edit-tickets': ['tickets', 'edit'],
  'delete-tickets': ['tickets', 'delete'],
  'see-orders': ['tickets', 'see-orders'],
  'see-attendees': ['attendees', 'see'],
  'manage-webhooks': ['team', 'webhooks'],
};

/**
 * The entry of an operation that declares its right. Who has own tracks has the first one. The pages take the first
 * ones away; the third is there before, or was added in the walk.
 */
export function entryOf(operation: string, { right, example }: Declared): Entry {
  const [method = '', path = ''] = operation.split(' ');
  const cell = CELLS[right];
  if (!cell) throw new Error(`Which cell of the table is "${right}"?`);
  return {
    [method]: path.includes('{organizer}') ? { ...organizer(...cell), nobody: '401' } : byKey(...cell),
    bodies: { [method]: () => example },
    params: ({ orders: [first], webhook, delivery }) => ({
      number: method === 'DELETE' ? '3' : '1',
      code: first?.code ?? '',
      webhook,
      delivery,
    }),
  };
}

/** Every operation of the API that does not declare its right. */
export const OPERATIONS: Record<string, Entry> = {
  '/api/v1/events': read(anyone),
  '/api/v1/events/{slug}': read(anyone),
  '/api/v1/events/{slug}/reservations': { POST: anyone },
  '/api/v1/events/{slug}/sessions': read(anyone),
  '/api/v1/events/{slug}/rooms': read(anyone),
  '/api/v1/events/{slug}/tracks': read(anyone),
  '/api/v1/events/{slug}/sessions/{number}': read(anyone),
  '/api/v1/events/{slug}/speakers': read(anyone),
  '/api/v1/events/{slug}/speakers/{number}': read(anyone),
  '/api/v1/events/{slug}/ticket-keys': read(anyone),
  '/api/v1/events/{slug}/ticket-types': {
    GET: anyone,
    POST: byKey('tickets', 'edit'),
    bodies: { POST: () => ({ name: 'Walked', kind: 'free' }) },
  },
  // The pages take the first of everything away.
  '/api/v1/events/{slug}/ticket-types/{number}': {
    GET: anyone,
    PATCH: byKey('tickets', 'edit'),
    DELETE: byKey('tickets', 'delete'),
    bodies: { PATCH: () => ({ name: 'Renamed' }) },
    params: () => ({ number: '3' }),
  },
  '/api/v1/events/{slug}/ticket-headings': {
    GET: anyone,
    POST: byKey('tickets', 'edit'),
    bodies: { POST: () => ({ name: 'Walked' }) },
  },
  '/api/v1/events/{slug}/ticket-headings/{number}': {
    GET: anyone,
    PATCH: byKey('tickets', 'edit'),
    DELETE: byKey('tickets', 'delete'),
    bodies: { PATCH: () => ({ name: 'Renamed' }) },
    params: () => ({ number: '3' }),
  },
};
