import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mapHref, placeLine, titleLength } from '#features/events/event-face.ts';

test('a place names its city once', () => {
  assert.equal(placeLine({ locationName: 'The Old Granary', city: 'Porto' }), 'The Old Granary, Porto');
  assert.equal(placeLine({ locationName: 'Porto Town Hall', city: 'porto' }), 'Porto Town Hall');
  assert.equal(placeLine({ locationName: '', city: 'Porto' }), 'Porto');
  assert.equal(placeLine({ locationName: ' ', city: '' }), '');
});

test('a map needs both coordinates', () => {
  assert.equal(mapHref(41.1, null), null);
  assert.equal(
    mapHref(null, null, 'Zetterij Noord, Ghent'),
    'https://www.openstreetmap.org/search?query=Zetterij%20Noord%2C%20Ghent',
  );
  assert.equal(
    mapHref(41.1, -8.6),
    'https://www.openstreetmap.org/?mlat=41.10000&mlon=-8.60000#map=17/41.10000/-8.60000',
  );
});

test('a title is set by its length and by its longest word', () => {
  assert.equal(titleLength('Lantern Assembly'), 'short');
  assert.equal(titleLength('Internationalisation'), 'long');
  assert.equal(titleLength('A Meeting of Many Small Words'), 'medium');
});
