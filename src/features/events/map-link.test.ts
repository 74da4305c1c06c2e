import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mapHref } from './event-face.ts';
import { placeField, readMapLink } from './map-link.ts';

const LISBON = { latitude: 38.71394, longitude: -9.13346 };

test('links of OpenStreetMap, Google, Apple and Bing, geo addresses and coordinates say the same place', () => {
  const said = [
    '38.71394, -9.13346',
    ' 38.71394 -9.13346 ',
    'geo:38.71394,-9.13346',
    'geo:38.71394,-9.13346,12;crs=wgs84;u=35',
    'geo:0,0?q=38.71394,-9.13346(The+Granary)',
    'https://www.openstreetmap.org/?mlat=38.71394&mlon=-9.13346#map=17/38.70000/-9.10000',
    'https://www.openstreetmap.org/#map=17/38.71394/-9.13346',
    'https://www.openstreetmap.org/node/2286018#map=18.5/38.71394/-9.13346',
    'https://www.google.com/maps/@38.71394,-9.13346,17z',
    'https://www.google.com/maps/place/Castelo/@38.7,-9.1,15z/data=!4m6!3m5!1s0x0:0x0!8m2!3d38.71394!4d-9.13346!16s',
    'https://maps.google.com/?q=38.71394,-9.13346',
    'https://www.google.com/maps/search/?api=1&query=38.71394%2C-9.13346',
    'https://www.google.com/maps/dir/?api=1&destination=38.71394,-9.13346',
    'https://maps.apple.com/?ll=38.71394,-9.13346&q=Castelo',
    'https://www.bing.com/maps?cp=38.71394~-9.13346&lvl=16',
  ];
  assert.deepEqual(
    said.map(readMapLink),
    said.map(() => LISBON),
  );
});

test('a short link of OpenStreetMap is read to within a few metres', () => {
  assert.deepEqual(readMapLink('https://osm.org/go/0EEQjE--'), { latitude: 51.510773, longitude: 0.054932 });
});

test('what says no place is none, and an empty text takes the place away', () => {
  const wrong = [
    'https://maps.app.goo.gl/abc123',
    'https://www.openstreetmap.org/node/2286018',
    '99, 12',
    '38.7',
    'The Granary, Lisbon',
    'javascript:38.7,-9.1',
    'geo:somewhere',
    'https://osm.example/go/0EEQjEEb',
    'https://x.example/%E0%A4%A/@x',
  ];
  assert.deepEqual(
    wrong.map(readMapLink),
    wrong.map(() => undefined),
  );
  assert.equal(readMapLink('  '), null);
});

test('coordinates come back from their field as they were', () => {
  assert.deepEqual(readMapLink(placeField(38.713941234, -9.13346)), { latitude: 38.713941234, longitude: -9.13346 });
  assert.deepEqual(readMapLink(mapHref(LISBON.latitude, LISBON.longitude) ?? ''), LISBON);
  assert.equal(placeField(null, 1), '');
});
