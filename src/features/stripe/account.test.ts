import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { translator } from '#platform/i18n/translate.ts';
import { type Connection, hindranceOf, nameAccount, readFailure, labelDue } from './account.ts';

const t = translator('en');

const there: Connection = {
  id: 'c',
  organizerId: 1,
  kind: 'oauth',
  live: true,
  account: 'acct_1',
  name: 'Lantern Society',
  chargesEnabled: true,
  payoutsEnabled: true,
  detailsSubmitted: true,
  due: [],
  inReview: false,
  connectedBy: 'Ines Vidal',
  connectedAt: 0,
  checkedAt: 1,
  lettingGoAt: null,
};

test('what Stripe asks for is said in plain words, each once', () => {
  assert.deepEqual(
    labelDue(
      [
        'tos_acceptance.date',
        'tos_acceptance.ip',
        'external_account',
        'person_1Abc.verification.document',
        'individual.dob.day',
        'individual.dob.month',
        'company.tax_id',
        'business_type',
        'settings.payments.statement_descriptor',
        'something.very_new',
      ],
      t,
    ),
    [
      'your agreement to its terms',
      'a bank account for payouts',
      'a document that proves someone’s identity',
      'details of the person in charge',
      'details of the company',
      'whether you are a company or an individual',
      'the name shown on card statements',
      'something very new',
    ],
  );
});

describe('nothing is charged', () => {
  const cases: [what: string, change: Partial<Connection> | null, words: RegExp][] = [
    ['without an account', null, /^No Stripe account is connected\.$/],
    ['where it cannot be read', { account: null }, /Connect the account again/],
    ['while it is let go', { lettingGoAt: 5 }, /being disconnected/],
    ['for test money among real', { live: false }, /is for test money/],
    [
      'where Stripe asks for more',
      { chargesEnabled: false, due: ['external_account', 'business_profile.mcc'] },
      /yet\. It still needs: a bank account for payouts and your line of business\.$/,
    ],
    ['while Stripe looks', { chargesEnabled: false, inReview: true }, /yet\. It is reviewing your details\.$/],
    [
      'until Stripe was asked',
      { chargesEnabled: false, checkedAt: null },
      /^We have not checked yet whether Stripe accepts payments for this account\.$/,
    ],
    ['where Stripe says no and not why', { chargesEnabled: false }, /yet\.$/],
  ];
  for (const [what, change, words] of cases)
    test(what, () =>
      assert.match(hindranceOf(change ? { ...there, ...change } : undefined, true, { t, locale: 'en' }) ?? '', words),
    );
  test('for real money among test money', () =>
    assert.match(hindranceOf(there, false, { t, locale: 'en' }) ?? '', /is for real money/));
  test('and everything is otherwise', () => assert.equal(hindranceOf(there, true, { t, locale: 'en' }), null));
});

test('an account has its name, its id, or both', () => {
  assert.deepEqual(
    [
      nameAccount(there),
      nameAccount({ name: '', account: 'acct_1' }),
      nameAccount({ name: 'Lantern', account: null }),
      nameAccount({ name: '', account: null }),
    ],
    ['Lantern Society (acct_1)', 'acct_1', 'Lantern', 'a Stripe account'],
  );
});

test('a reason that an address makes up is none', () => {
  assert.deepEqual(
    [readFailure('denied'), readFailure('<script>'), readFailure(null)],
    ['denied', 'unknown', 'unknown'],
  );
});
