import assert from 'node:assert/strict';
import { test } from 'node:test';
import { themeCss, tintsCss } from '#platform/theme-css.ts';
import { allowStyle, styleSource } from './style-policy.ts';

const page = (style: string, more = ''): string =>
  `<html><head><style>${style}</style>${more}</head><body><style>body{}</style></body></html>`;

test('the style of a hue and of tracks is allowed by its hash', () => {
  const source = styleSource(page(themeCss(200) + tintsCss([{ name: 3, color: '#336699' }])));
  assert.match(source, /^'sha256-[\w+/]{43}='$/);
  const headers = new Headers({ 'content-security-policy': "style-src 'self'; style-src-attr 'unsafe-inline'" });
  allowStyle(headers, source);
  assert.equal(headers.get('content-security-policy'), `style-src 'self' ${source}; style-src-attr 'unsafe-inline'`);
});

test('no other style is: what fetches something, what comes second, and what stands in the body', () => {
  assert.equal(styleSource(page("a{background:url('https://evil.example')}")), '');
  assert.equal(styleSource(page('a{content:"\\75"}')), '');
  assert.equal(styleSource(page(':root{}', '<style>b{}</style>')), styleSource(page(':root{}')));
  assert.equal(styleSource('<html><head></head><body><style>body{}</style></body></html>'), '');
});
