import assert from 'node:assert/strict';
import { test } from 'node:test';
import { securityHeaders } from './security-headers.ts';

const resource = (path: string): string | undefined =>
  securityHeaders('https://foyer.example', path)['cross-origin-resource-policy'];

test('only what is public and meant for other sites may be loaded by them', () => {
  const open = [
    '/media/3/abcd',
    '/media/3/abcd/card',
    '/api/v1/events',
    '/e/lanterns/og.png',
    '/e/lanterns/event.ics',
    '/e/lanterns/open-event.zip',
    '/e/lanterns/schedule/schedule.xml',
    '/e/lanterns/sessions/3/calendar.ics',
  ];
  const closed = [
    '/',
    '/account',
    '/manage',
    '/e/lanterns',
    '/e/lanterns/schedule',
    '/e/lanterns/checkout',
    '/orders/ABC/secret',
    '/orders/ABC/secret/tickets.pdf',
    '/tickets/A-1/secret/ticket.pdf',
    '/files/x',
    '/auth/enter',
  ];
  assert.deepEqual(
    open.map(resource),
    open.map(() => 'cross-origin'),
  );
  assert.deepEqual(
    closed.map(resource),
    closed.map(() => 'same-origin'),
  );
});

test('a page is alone in its window, and https stays https', () => {
  const headers = securityHeaders('https://foyer.example', '/account');
  assert.deepEqual(
    [headers['cross-origin-opener-policy'], headers['strict-transport-security']],
    ['same-origin', 'max-age=31536000'],
  );
  assert.equal(securityHeaders('http://localhost:3000', '/account')['strict-transport-security'], undefined);
});
