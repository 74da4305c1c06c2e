import assert from 'node:assert/strict';
import { test } from 'node:test';
import { themeCss, tintsCss } from '#platform/theme-css.ts';
import { allowStyle, liftStyles, showsMail, styleSource } from './style-policy.ts';

const page = (style: string, more = ''): string =>
  `<html><head><style>${style}</style>${more}</head><body><style>body{}</style></body></html>`;

test('the style of a hue and of tracks is allowed by its hash', () => {
  const source = styleSource(
    page(themeCss({ hue: 200, brandColor: '#0057b8' }) + tintsCss([{ name: 3, color: '#336699' }])),
  );
  assert.match(source, /^'sha256-[\w+/]{43}='$/);
  const headers = new Headers({ 'content-security-policy': "style-src 'self'; img-src 'self'" });
  allowStyle(headers, source);
  assert.equal(headers.get('content-security-policy'), `style-src 'self' ${source}; img-src 'self'`);
});

test('no other style is: what fetches something, what comes second, and what stands in the body', () => {
  assert.equal(styleSource(page("a{background:url('https://evil.example')}")), '');
  assert.equal(styleSource(page('a{content:"\\75"}')), '');
  assert.equal(styleSource(page(':root{}', '<style>b{}</style>')), styleSource(page(':root{}')));
  assert.equal(styleSource('<html><head></head><body><style>body{}</style></body></html>'), '');
});

const html = (body: string, head = ''): string => `<html><head>${head}</head><body>${body}</body></html>`;

test('what attributes say stands in the head, once for all that say the same, and is allowed by its hash', () => {
  const drawn = html(
    '<i style="--area:1/2/3/4"></i><b class="x" style="inline-size: 40%;">1</b><i style="--area:1/2/3/4"></i>',
  );
  const lifted = liftStyles(drawn);
  assert.equal(
    lifted,
    html(
      '<i data-look="--area:1/2/3/4"></i><b class="x" data-look="inline-size: 40%;">1</b><i data-look="--area:1/2/3/4"></i>',
      '<style data-looks>:is([data-look="--area:1/2/3/4"],#_){--area:1/2/3/4}:is([data-look="inline-size: 40%;"],#_){inline-size: 40%;}</style>',
    ),
  );
  assert.match(styleSource(lifted), /^'sha256-[\w+/]{43}='$/);
  assert.equal(liftStyles(lifted), lifted);
});

test('the tiny copy of a picture is lifted by its digest, and no other file', () => {
  const background = 'background: center / cover no-repeat url(data:image/webp;base64,UklGRhoAAABXRUJQVlA4TA0AAAA+/=);';
  const lifted = liftStyles(html(`<img style="${background}" alt="">`));
  const [, name = ''] = /<img data-look="([\w-]{16})" alt="">/.exec(lifted) ?? [];
  assert.equal(
    lifted,
    html(`<img data-look="${name}" alt="">`, `<style data-looks>:is([data-look="${name}"],#_){${background}}</style>`),
  );
  assert.match(styleSource(lifted), /^'sha256-[\w+/]{43}='$/);
  for (const url of [
    'data:image/svg+xml;base64,PHN2Zz4=',
    'data:image/webp;base64,UklG),url(//evil.example',
    '/x.webp',
  ]) {
    const other = html(`<img style="background:url(${url})" alt="">`);
    assert.equal(liftStyles(other), other);
  }
});

test('words, scripts and mails that only look like attributes stay; what could fetch or leave its rule is not lifted', () => {
  for (const body of [
    '<p>write <!-- <i style="color:red"> --> style="color:red"</p>',
    '<script type="application/ld+json">"<i style="color:red">"</script>',
    '<textarea><i style="color:red"></textarea>',
    '<iframe srcdoc="<p style=&quot;margin:0&quot;>"></iframe>',
    '<i style="background:url(//evil.example)"></i>',
    '<i style="color:red}body{display:none"></i>',
    '<i style="content:&quot;x&quot;"></i>',
  ])
    assert.equal(liftStyles(html(body)), html(body));
});

test('only an answer that shows a mail lets attributes count', () => {
  assert.deepEqual(
    [showsMail(html('<iframe title="x" srcdoc="a"></iframe>')), showsMail(html('srcdoc="a"'))],
    [true, false],
  );
  const headers = new Headers({ 'content-security-policy': "style-src 'self'" });
  allowStyle(headers, '', { attributes: true });
  assert.equal(headers.get('content-security-policy'), "style-src 'self'; style-src-attr 'unsafe-inline'");
});
