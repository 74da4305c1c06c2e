import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupSponsors, type SponsorCard } from '#features/sponsors/sponsor-level.ts';

const sponsor = (number: number, type: string, level: number | null): SponsorCard => ({
  number,
  name: `Sponsor ${number}`,
  url: '',
  type,
  level,
  logo: null,
});

test('levels come from the highest down and those nobody ranked last', () => {
  const levels = groupSponsors([
    sponsor(1, 'Friends', null),
    sponsor(2, 'Silver', 2),
    sponsor(3, 'Gold', 1),
    sponsor(4, 'silver ', 2),
  ]);
  assert.deepEqual(
    levels.map((level) => [level.name, level.sponsors.map((one) => one.number)]),
    [
      ['Gold', [3]],
      ['Silver', [2, 4]],
      ['Friends', [1]],
    ],
  );
});

test('sponsors without a level name are grouped by rank', () => {
  assert.deepEqual(
    groupSponsors([sponsor(1, '', 2), sponsor(2, '', 1), sponsor(3, '', 2)]).map((level) =>
      level.sponsors.map((one) => one.number),
    ),
    [[2], [1, 3]],
  );
});
