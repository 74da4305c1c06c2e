/** Who looks for something in their own words comes to the page that helps. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { buildSite, openSearch } from 'docs-site';
import { PROGRAM_ROOT } from '#platform/config.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'foyer-search-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const out = path.join(folder, 'site');
const { problems } = await buildSite({
  readme: path.join(PROGRAM_ROOT, 'README.md'),
  docs: path.join(PROGRAM_ROOT, 'docs'),
  out,
});
assert.deepEqual(problems, []);
const search = openSearch(out);

/** By page, below `docs`: what people type who should come there first. */
const WANTED: Record<string, string[]> = {
  'organise/event': ['create event', 'publish event', 'recurring event', 'change venue', 'logo', 'livestream link'],
  'organise/programme': ['import schedule', 'add speaker', 'pretalx'],
  'organise/tickets': ['early bird', 'capacity', 'access code'],
  'organise/prices': ['coupon', 'promo code', 'discount code'],
  'organise/money': ['bank statement', 'overdue'],
  'organise/refunds': ['refund', 'cancellation policy'],
  'organise/orders': ['resend confirmation', 'manual order'],
  'organise/questions': ['dietary requirements', 'terms and conditions'],
  'organise/messages': ['newsletter', 'edit confirmation email'],
  'organise/waiting': ['open a waiting list'],
  'organise/team': ['permissions', 'invite team', 'audit log'],
  'organise/attendees': ['export attendees', 'name badges', 'check-in'],
  attend: [
    'download ticket',
    'show my ticket',
    'sold out',
    'add to calendar',
    'how do I transfer my ticket to somebody else',
  ],
  speak: ['submit talk', 'call for papers', 'change my bio'],
  door: ['walk-in', 'offline', 'scanner', 'ticket valid'],
  account: ['reset password', 'delete my account', 'lost phone'],
  'operate/install': ['reverse proxy', 'systemd', 'change domain', 'cpu cores'],
  'operate/services': ['smtp', 'minio', 'move to another database server'],
  'operate/sign-in': ['keycloak', 'twitter login'],
  'operate/payments': ['stripe webhook'],
  'operate/backup': ['backup', 'restore backup', 'rotate secret', 'rollback'],
  'operate/scaling': ['load balancer', 'zero downtime', 'cron'],
  'operate/watching': ['monitoring', 'health check', 'logs'],
  'operate/trouble': ['disk full', 'dead jobs', '503'],
  'operate/index': ['lost admin', 'gdpr retention'],
  deploy: ['docker', 'kubernetes'],
  'develop/index': ['add a feature', 'add a setting', 'run one test'],
  'develop/signals-guide': ['turn off signals in tests', 'write a receiver', 'signal or function'],
  'develop/language-notes': ['default arguments', 'negative index', 'list comprehension', 'truthy'],
  'develop/formats': ['exchange format'],
};

for (const [page, questions] of Object.entries(WANTED)) {
  for (const question of questions) {
    test(`“${question}” leads to ${page}`, () => {
      const [first] = search(question).results;
      assert.equal(first?.href.split('#')[0], `docs/${page}.html`, `The first place is “${first?.heading}”`);
    });
  }
}
