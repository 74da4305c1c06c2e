import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { roleAllows } from '#features/organizers/organizer.ts';
import { basicsFields, extrasFields, isFormName, sameFields } from './event-form.ts';
import {
  afterSaving,
  checkEvent,
  type EventFacts,
  manageRoot,
  missingOf,
  neighbourStep,
  STEP_RIGHTS,
  thenOf,
  WIZARD_STEPS,
} from './wizard.ts';

const ROOT = manageRoot({ organizer: 'house', event: 'days' });
const NOW = Date.parse('2027-01-01T00:00:00Z');

describe('the steps of the wizard', () => {
  test('lead to each other, and nowhere beyond the ends', () => {
    assert.deepEqual(
      WIZARD_STEPS.map((step) => [neighbourStep(step, -1), neighbourStep(step, 1)]),
      [
        [undefined, 'look'],
        ['basics', 'tickets'],
        ['look', 'extras'],
        ['tickets', 'publish'],
        ['extras', undefined],
      ],
    );
  });

  test('go where the pressed button says', () => {
    const go = (then: string): string => {
      const form = new FormData();
      form.set('then', then);
      return afterSaving(ROOT, 'extras', thenOf(form));
    };
    assert.deepEqual(['next', 'back', 'stay', '//elsewhere.example', ''].map(go), [
      `${ROOT}/publish`,
      `${ROOT}/tickets`,
      `${ROOT}/extras?saved`,
      `${ROOT}/extras?saved`,
      `${ROOT}/extras?saved`,
    ]);
    assert.deepEqual(
      [afterSaving(ROOT, 'basics', 'back'), afterSaving(ROOT, 'publish', 'next')],
      [ROOT, `${ROOT}/publish?saved`],
    );
  });

  test('are open to whoever may edit the event', () => {
    for (const step of WIZARD_STEPS)
      assert.deepEqual(
        [roleAllows('co-organizer', STEP_RIGHTS[step]), roleAllows('moderator', STEP_RIGHTS[step])],
        [true, false],
      );
  });
});

describe('the checklist', () => {
  const nothing: EventFacts = {
    name: ' ',
    description: '',
    locationName: '',
    onlineUrl: '',
    located: false,
    pictured: false,
    endsAt: NOW - 1,
    ticketed: false,
    ticketUrl: '',
    priced: false,
    payable: false,
    programmed: false,
    codeOfConduct: '',
    email: '',
  };
  const open = (facts: Partial<EventFacts>): string[] =>
    checkEvent({ ...nothing, ...facts }, NOW)
      .filter(({ done }) => !done)
      .map(({ check }) => check);

  test('asks for a name and a place, and advises the rest', () => {
    assert.deepEqual(
      missingOf(checkEvent(nothing, NOW)).map(({ check, href }) => [check, href]),
      [
        ['name', 'basics#name'],
        ['where', 'basics#locationName'],
      ],
    );
    assert.deepEqual(open({}), [
      'name',
      'where',
      'time',
      'description',
      'picture',
      'tickets',
      'programme',
      'contact',
      'conduct',
    ]);
  });

  test('takes a link in place of a venue, and asks for the map only where there is a venue', () => {
    assert.deepEqual(missingOf(checkEvent({ ...nothing, name: 'Days', onlineUrl: 'https://meet.example' }, NOW)), []);
    assert.deepEqual(
      [
        open({ locationName: 'Granary' }).includes('map'),
        open({ locationName: 'Granary', located: true }).includes('map'),
        open({ onlineUrl: 'https://meet.example' }).includes('map'),
      ],
      [true, false, false],
    );
  });

  test('asks for a way to pay before everything else that is advised, and only where something has a price', () => {
    assert.deepEqual(
      [
        open({}).includes('payment'),
        open({ ticketed: true, priced: true })[2],
        open({ ticketed: true, priced: true, payable: true }).includes('payment'),
      ],
      [false, 'payment', false],
    );
  });

  test('takes tickets of another site for tickets, and has nothing to say of what is complete', () => {
    assert.deepEqual(
      [
        open({ ticketUrl: 'https://tickets.example' }).includes('tickets'),
        open({ ticketed: true }).includes('tickets'),
      ],
      [false, false],
    );
    const whole = {
      name: 'Days',
      description: 'x',
      locationName: 'Granary',
      located: true,
      pictured: true,
      endsAt: NOW + 1,
      ticketed: true,
      programmed: true,
      codeOfConduct: 'x',
      email: 'a@b.example',
    };
    assert.deepEqual(open(whole), []);
  });
});

describe('the fields of a form', () => {
  test('show what is stored, a call that is off with its words, and no more links than rows', () => {
    const links = [1, 2, 3].map((n) => ({ title: `T${n}`, url: `https://${n}.example` }));
    const row = {
      timeZone: 'Europe/Berlin',
      website: '',
      ticketUrl: '',
      email: '',
      socialLinks: links,
      codeOfConduct: '',
      copyright: null,
      call: { announcement: 'Tell us', startsAt: null, endsAt: NOW, off: true },
    };
    const fields = extrasFields(row, 2);
    assert.deepEqual(
      [fields.call, fields.callAnnouncement, fields.callStarts, fields.callEnds, fields.linkUrl2, fields.linkUrl3],
      ['', 'Tell us', '', '2027-01-01T01:00', 'https://2.example', undefined],
    );
  });

  test('say the same whatever their line ends, and what is missing is empty', () => {
    assert.deepEqual(
      [
        sameFields({ a: '1\r\n2', b: '' }, { a: '1\n2' }),
        sameFields({ a: '1' }, { a: '1', b: '2' }),
        sameFields({ a: '' }, {}),
      ],
      [true, false, true],
    );
    const fields = basicsFields({
      name: 'N',
      subtitle: '',
      type: '',
      topic: '',
      slug: 'n',
      startsAt: NOW,
      endsAt: NOW + 1,
      timeZone: 'UTC',
      locationName: '',
      city: '',
      latitude: 1,
      longitude: 2,
      onlineUrl: '',
      description: '',
      currency: 'EUR',
    });
    assert.deepEqual([fields.starts, fields.mapLink], ['2027-01-01T00:00', '1, 2']);
  });

  test('belong to forms of plain names', () => {
    assert.deepEqual(['basics', 'session-12', '', '../x', 'Basics', 'a'.repeat(61), '1'].map(isFormName), [
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
