import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recognisePicture } from './picture-type.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const boxes = (...brands: string[]): Uint8Array =>
  bytes(`\0\0\0${String.fromCharCode(8 + 4 * (brands.length + 1))}ftyp${brands[0]}\0\0\0\0${brands.slice(1).join('')}`);
const said = (file: Uint8Array): string => {
  const recognised = recognisePicture(file);
  return 'type' in recognised ? recognised.type : (recognised.refused.split(/[,.]/)[0] as string);
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
    [bytes(''), 'it is empty'],
    [bytes('x'), 'it is not a picture'],
    [boxes('heic', 'mif1'), 'it is a HEIC picture'],
    [boxes('mif1', 'heic'), 'it is a HEIC picture'],
    [boxes('isom', 'mp42'), 'it is a film or sound'],
    [bytes('BM\0\0'), 'it is a BMP picture'],
    [bytes('II*\0'), 'it is a TIFF picture'],
    [bytes('%PDF-1.7'), 'it is a PDF'],
    [bytes('<?xml version="1.0"?><!-- hm --><svg xmlns="http://www.w3.org/2000/svg">'), 'it is an SVG drawing'],
    [bytes('<!DOCTYPE html><title>x</title>'), 'it is a web page'],
    [bytes('RIFF\0\0\0\0WAVE'), 'it is not a picture'],
  ];
  assert.deepEqual(
    files.map(([file]) => said(file)),
    files.map(([, name]) => name),
  );
});

test('whoever sends a HEIC picture is told what to do', () => {
  assert.deepEqual(recognisePicture(boxes('heic')), {
    refused:
      'it is a HEIC picture, which browsers do not show. Save it as JPEG; on an iPhone choose Settings > Camera > Formats > Most Compatible for pictures to come',
  });
});
