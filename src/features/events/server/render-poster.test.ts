import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { renderPoster } from './render-poster.ts';

const database = await createTestDatabase();
const system = database.ctx();
const organizer = await makeOrganizer(system);

test('a poster is one sheet of A4, as a PDF and as a picture with the code black on white, whatever the event is called', async () => {
  for (const name of [
    'Lantern Days',
    '#import "a" ]"\\ *x* $m$',
    '王小明 🎉',
    'Pneumonoultramicroscopicsilicovolcanoconiosis'.repeat(4),
  ]) {
    const event = await makeEvent(system, organizer, { name, locationName: 'The Old Granary', city: 'Lisbon' });
    const address = `https://events.example.org/e/${event.slug}`;
    const pdf = await renderPoster(system, event, { address, format: 'pdf' });
    assert.deepEqual(
      [
        [
          ...Buffer.from(pdf.bytes)
            .toString('latin1')
            .matchAll(/\/Type \/Page\n/g),
        ].length,
        pdf.fileName,
        pdf.type,
      ],
      [1, `${event.slug}-poster.pdf`, 'application/pdf'],
    );
    const png = await renderPoster(system, event, { address, format: 'png' });
    const { width, height } = await sharp(png.bytes).metadata();
    assert.deepEqual(
      [width, Math.abs((height ?? 0) - 2339) <= 2, png.fileName],
      [1654, true, `${event.slug}-poster.png`],
    );
    // Of the square in which the code stands a good part is black, and the rest is white.
    const code = await sharp(png.bytes)
      .extract({ left: 190, top: 1890, width: 250, height: 250 })
      .greyscale()
      .raw()
      .toBuffer();
    const dark = code.filter((value) => value < 60).length / code.length;
    assert.equal(dark > 0.25 && dark < 0.75, true, `${name}: ${dark}`);
  }
});

test('a poster shows the picture of the organiser, cropped around the point that they chose', async () => {
  const event = await makeEvent(system, organizer, { name: 'Lantern Days' });
  const green = { create: { width: 900, height: 1000, channels: 3 as const, background: '#00aa00' } };
  const patch = { create: { width: 900, height: 400, channels: 3 as const, background: '#aa0000' } };
  const red = await sharp(patch).png().toBuffer();
  const bytes = await sharp(green)
    .composite([{ input: red, gravity: 'south' }])
    .png()
    .toBuffer();
  const address = `https://events.example.org/e/${event.slug}`;
  for (const [y, expected] of [
    [0.1, 'green'],
    [1, 'red'],
  ] as const) {
    const picture = { bytes, focal: { x: 0.5, y } };
    const png = await renderPoster(system, event, { address, format: 'png', picture });
    const [r = 0, g = 0] = await sharp(png.bytes)
      .extract({ left: 800, top: 700, width: 1, height: 1 })
      .raw()
      .toBuffer();
    assert.equal(r > g ? 'red' : 'green', expected);
    const pdf = await renderPoster(system, event, { address, format: 'pdf', picture });
    assert.equal(Buffer.from(pdf.bytes).includes('/DCTDecode'), true);
  }
});
