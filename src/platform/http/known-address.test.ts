import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { isReasonable, knownAddress } from './known-address.ts';

const ADDRESSES: [string, string][] = [
  ['/e/x', '/e/x'],
  ['/e/x?utm_source=mail', '/e/x'],
  ['/e/x/schedule?view=list&day=2027-06-04', '/e/x/schedule?day=2027-06-04&view=list'],
  ['/e/x/schedule?day=2027-06-04&fbclid=1&view=list', '/e/x/schedule?day=2027-06-04&view=list'],
  ['/?past=2&utm_source=mail', '/?past=2'],
  [
    '/e/x?quantity-2=1&amount-2=5&preset=quantity-2%3D1&code=lantern&quantity-x=1',
    '/e/x?amount-2=5&code=lantern&preset=quantity-2%3D1&quantity-2=1',
  ],
  ['/e/x/schedule?q=&track=', '/e/x/schedule'],
  ['/e/x/schedule?q=a%20b', '/e/x/schedule?q=a+b'],
  ['/manage/demo?all=1', '/manage/demo?all=1'],
  ['/auth/enter?token=a', '/auth/enter?token=a'],
  ['/sign-in?next=%2Fmanage', '/sign-in?next=%2Fmanage'],
  ['/reset-password?token=a', '/reset-password?token=a'],
  ['/api/v1/events?when=past', '/api/v1/events?when=past'],
  ['/apiary?x=1', '/apiary'],
  ['/api/docs?q=seats&x=1', '/api/docs?q=seats'],
];
for (const [given, known] of ADDRESSES) test(`${given} means ${known}`, () => assert.equal(knownAddress(given), known));

const request = (url: string, method = 'GET', host = 'foyer.example:3000') =>
  ({ url, method, headers: { host } }) as unknown as IncomingMessage;

test('what no page could answer is no reasonable request', () => {
  const odd = [
    request('/e/a%00b'),
    request('/%E0%A4%A'),
    request('http://other.example/'),
    request('*', 'OPTIONS'),
    request('/', 'TRACE'),
    request('/', 'GET', 'a b'),
  ];
  assert.deepEqual(
    odd.map(isReasonable),
    odd.map(() => false),
  );
  const fine = [
    request('/'),
    request('/e/x?q=%25'),
    request('/', 'POST'),
    request('/', 'GET', '[::1]:3000'),
    request('/e/%C3%A4'),
  ];
  assert.deepEqual(
    fine.map(isReasonable),
    fine.map(() => true),
  );
});
