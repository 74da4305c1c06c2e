import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countSales, salesBars } from './sales.ts';

test('a sale of some days has a bar for each day of two weeks at least, also for those without an order, up to today', () => {
  const days = [
    { day: '2027-02-27', sold: 2, waiting: 1 },
    { day: '2027-03-01', sold: 4, waiting: 0 },
  ];
  const bars = salesBars(days, '2027-03-02');
  assert.deepEqual([bars.length, bars[0]], [14, { from: '2027-02-17', to: '2027-02-17', sold: 0, waiting: 0 }]);
  assert.deepEqual(bars.slice(-4), [
    { from: '2027-02-27', to: '2027-02-27', sold: 2, waiting: 1 },
    { from: '2027-02-28', to: '2027-02-28', sold: 0, waiting: 0 },
    { from: '2027-03-01', to: '2027-03-01', sold: 4, waiting: 0 },
    { from: '2027-03-02', to: '2027-03-02', sold: 0, waiting: 0 },
  ]);
  assert.equal(salesBars(days, '2027-03-20')[0]?.from, '2027-02-27');
  assert.deepEqual(salesBars([], '2027-03-02'), []);
});

test('a long sale is counted by the week or several, and no ticket is lost', () => {
  const days = [
    { day: '2026-01-01', sold: 5, waiting: 0 },
    { day: '2026-01-08', sold: 1, waiting: 2 },
    { day: '2026-06-30', sold: 3, waiting: 1 },
  ];
  const weeks = salesBars(days, '2026-06-30');
  assert.equal(weeks.length, 26);
  assert.deepEqual(weeks.slice(0, 2), [
    { from: '2026-01-01', to: '2026-01-07', sold: 5, waiting: 0 },
    { from: '2026-01-08', to: '2026-01-14', sold: 1, waiting: 2 },
  ]);
  assert.deepEqual(weeks.at(-1), { from: '2026-06-25', to: '2026-06-30', sold: 3, waiting: 1 });
  const years = salesBars(days, '2029-01-01');
  assert.equal(years.length <= 62, true);
  assert.equal(
    years.reduce((sum, { sold, waiting }) => sum + sold + waiting, 0),
    12,
  );
});

test('what was ordered lately is of the last seven days, today among them', () => {
  const days = [
    { day: '2027-02-20', sold: 9, waiting: 0 },
    { day: '2027-02-24', sold: 2, waiting: 1 },
    { day: '2027-03-02', sold: 4, waiting: 0 },
  ];
  assert.deepEqual(countSales(days, '2027-03-02'), { sold: 15, waiting: 1, lately: 7 });
});
