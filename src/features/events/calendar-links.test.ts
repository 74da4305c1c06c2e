import assert from 'node:assert/strict';
import { test } from 'node:test';
import { googleCalendarHref, outlookCalendarHref, webcalHref } from './calendar-links.ts';

const entry = {
  title: 'Lantern Days & Nights',
  startsAt: Date.parse('2027-06-03T07:00:00Z'),
  endsAt: Date.parse('2027-06-05T17:00:00Z'),
  timeZone: 'Europe/Brussels',
  place: 'Zetterij Noord, Ghent',
  address: 'https://foyer.example/e/lantern-days',
};

test('Google gets title, times, zone, place and the address of the page, and nothing else', () => {
  const url = new URL(googleCalendarHref(entry));
  assert.equal(url.origin + url.pathname, 'https://calendar.google.com/calendar/render');
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    action: 'TEMPLATE',
    text: 'Lantern Days & Nights',
    dates: '20270603T070000Z/20270605T170000Z',
    ctz: 'Europe/Brussels',
    details: 'https://foyer.example/e/lantern-days',
    location: 'Zetterij Noord, Ghent',
  });
});

test('Outlook gets the same, for a personal account and for one at work', () => {
  const [personal, work] = [
    new URL(outlookCalendarHref(entry, 'personal')),
    new URL(outlookCalendarHref(entry, 'work')),
  ];
  assert.deepEqual([personal.host, work.host], ['outlook.live.com', 'outlook.office.com']);
  assert.equal(personal.search, work.search);
  assert.deepEqual(Object.fromEntries(work.searchParams), {
    path: '/calendar/action/compose',
    rru: 'addevent',
    subject: 'Lantern Days & Nights',
    startdt: '2027-06-03T07:00:00Z',
    enddt: '2027-06-05T17:00:00Z',
    body: 'https://foyer.example/e/lantern-days',
    location: 'Zetterij Noord, Ghent',
  });
});

test('spaces are written so that every calendar reads them, and what is unknown is left out', () => {
  const href = googleCalendarHref({ ...entry, place: '' });
  assert.equal(/\+|location=/.test(href), false);
  assert.equal(href.includes('text=Lantern%20Days%20%26%20Nights'), true);
});

test('a calendar is subscribed to under its own address', () => {
  assert.equal(
    webcalHref('https://foyer.example/e/x/schedule/calendar.ics'),
    'webcal://foyer.example/e/x/schedule/calendar.ics',
  );
  assert.equal(webcalHref('http://localhost:4400/e/x/event.ics'), 'webcal://localhost:4400/e/x/event.ics');
});
