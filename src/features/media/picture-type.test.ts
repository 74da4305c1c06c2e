import assert from 'node:assert/strict';
import { test } from 'node:test';
import { english } from '#platform/i18n/problem.ts';
import { recognisePicture } from './picture-type.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const boxes = (...brands: string[]): Uint8Array =>
  bytes(`\0\0\0${String.fromCharCode(8 + 4 * (brands.length + 1))}ftyp${brands[0]}\0\0\0\0${brands.slice(1).join('')}`);
const said = (file: Uint8Array): string => {
  const recognised = recognisePicture(file);
  return 'type' in recognised
    ? recognised.type
    : [recognised.refused.code, ...Object.values(recognised.refused.values)].join(' ');
};

test('five types of picture are recognised by their first bytes', () => {
  const files = [
    bytes('\xff\xd8\xff\xe0'),
    bytes('\x89PNG\r\n\x1a\n'),
    bytes('GIF87a'),
    bytes('GIF89a'),
    bytes('RIFF\0\0\0\0WEBPVP8 '),
    boxes('avif', 'mif1'),
    boxes('mif1', 'avif'),
    boxes('avis'),
  ];
  assert.deepEqual(files.map(said), [
    'image/jpeg',
    'image/png',
    'image/gif',
    'image/gif',
    'image/webp',
    'image/avif',
    'image/avif',
    'image/avif',
  ]);
});

test('everything else is called by its name', () => {
  const files: [Uint8Array, string][] = [
    [bytes(''), 'picture_refused.empty'],
    [bytes('x'), 'picture_refused.not_picture'],
    [boxes('heic', 'mif1'), 'picture_refused.heic'],
    [boxes('mif1', 'heic'), 'picture_refused.heic'],
    [boxes('isom', 'mp42'), 'picture_refused.video'],
    [bytes('BM\0\0'), 'picture_refused.format BMP'],
    [bytes('II*\0'), 'picture_refused.format TIFF'],
    [bytes('%PDF-1.7'), 'picture_refused.format PDF'],
    [bytes('<?xml version="1.0"?><!-- hm --><svg xmlns="http://www.w3.org/2000/svg">'), 'picture_refused.svg'],
    [bytes('<!DOCTYPE html><title>x</title>'), 'picture_refused.web_page'],
    [bytes('RIFF\0\0\0\0WAVE'), 'picture_refused.not_picture'],
  ];
  assert.deepEqual(
    files.map(([file]) => said(file)),
    files.map(([, name]) => name),
  );
});

test('whoever sends a HEIC picture is told what to do', () => {
  const recognised = recognisePicture(boxes('heic'));
  assert.equal(
    'refused' in recognised && english(recognised.refused),
    'This is a HEIC picture, which browsers cannot show. Save it as JPEG. On an iPhone, choose Settings > Camera > Formats > Most Compatible for new pictures.',
  );
});
