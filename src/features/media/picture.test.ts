import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endingFormat, formatEnding, type PictureRecord, presentPicture } from './picture.ts';

const record: PictureRecord = {
  id: 7,
  sha256: 'ab'.repeat(32),
  contentType: 'image/jpeg',
  width: 1200,
  height: 800,
  color: '#336699',
  placeholder: 'data:image/webp;base64,UklGRg==',
  bare: false,
  digest: '0123456789abcdef',
  variants: [
    ['speaker-small', 'avif', 50, 50],
    ['speaker-small', 'jpeg', 50, 50],
    ['speaker-small', 'webp', 50, 50],
    ['event-icon', 'avif', 45, 30],
    ['event-icon', 'jpeg', 45, 30],
    ['event-icon', 'webp', 45, 30],
    ['event-large', 'avif', 750, 500],
    ['event-large', 'jpeg', 750, 500],
    ['event-large', 'webp', 750, 500],
  ],
};
const at = (name: string): string => `/media/7/0123456789abcdef/${name}`;

test('a picture is shown in the sizes of its role, in the best formats first', () => {
  assert.deepEqual(presentPicture(record, 'event', 'The hall'), {
    src: at('event-large.jpg'),
    width: 750,
    height: 500,
    alt: 'The hall',
    background: 'center / cover no-repeat url(data:image/webp;base64,UklGRg==)',
    files: [
      { href: at('event-icon.jpg'), width: 45 },
      { href: at('event-large.jpg'), width: 750 },
    ],
    formats: [
      {
        type: 'image/avif',
        files: [
          { href: at('event-icon.avif'), width: 45 },
          { href: at('event-large.avif'), width: 750 },
        ],
      },
      {
        type: 'image/webp',
        files: [
          { href: at('event-icon.webp'), width: 45 },
          { href: at('event-large.webp'), width: 750 },
        ],
      },
    ],
  });
});

test('a format that lacks a size is not offered, and of two sizes alike one is', () => {
  const small: PictureRecord = {
    ...record,
    variants: [
      ['speaker-icon', 'jpeg', 35, 35],
      ['speaker-large', 'gif', 90, 90],
      ['speaker-large', 'webp', 90, 90],
      ['speaker-medium', 'gif', 90, 90],
    ],
  };
  const shown = presentPicture(small, 'speaker');
  assert.deepEqual(
    [shown?.formats, shown?.files, shown?.background],
    [
      [],
      [
        { href: at('speaker-icon.jpg'), width: 35 },
        { href: at('speaker-medium.gif'), width: 90 },
      ],
      '#336699',
    ],
  );
});

test('until its sizes are made the original stands in, unless it tells of place and camera', () => {
  const bare = { ...record, bare: true, variants: [] };
  const original = {
    src: '/media/7/abababababababab',
    width: 1200,
    height: 800,
    alt: '',
    background: '',
    files: [],
    formats: [],
  };
  assert.deepEqual(presentPicture(bare, 'logo'), original);
  assert.equal(presentPicture({ ...bare, bare: false }, 'logo'), null);
  assert.deepEqual(presentPicture({ ...bare, bare: null, width: null, height: null }, 'logo'), {
    ...original,
    width: 500,
    height: 200,
  });
});

test('no picture, and a file that is none, show nothing', () => {
  assert.equal(presentPicture(null, 'event'), null);
  for (const contentType of ['image/svg+xml', 'text/html', 'application/pdf'])
    assert.equal(presentPicture({ ...record, contentType, bare: true, variants: [] }, 'event'), null);
});

test('endings and formats name each other', () => {
  assert.deepEqual(
    ['avif', 'webp', 'gif', 'png', 'jpg'].map((ending) => formatEnding(endingFormat(ending) ?? '')),
    ['avif', 'webp', 'gif', 'png', 'jpg'],
  );
  for (const ending of ['jpeg', 'svg', '']) assert.equal(endingFormat(ending), undefined);
});
