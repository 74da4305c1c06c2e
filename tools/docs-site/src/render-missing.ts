/**
 * `404.html`, which hosts of static files show at any address that has no page: so it knows nothing of where it is, and
 * carries all it needs.
 */
import { h } from 'hastscript';
import rehypeStringify from 'rehype-stringify';
import { unified } from 'unified';

const STYLE =
  ':root{color-scheme:light dark}body{max-width:36rem;margin:15vh auto;padding:0 1rem;font:1.0625rem/1.6 system-ui,sans-serif}a{color:inherit}';

/** Leads to the nearest folder above this address that is the root of the site. */
const FIND_ROOT = `(async function () {
  const link = document.querySelector('a');
  const parts = location.pathname.split('/').slice(0, -1);
  for (let most = parts.length; most > 0; most -= 1) {
    const root = parts.slice(0, most).join('/') + '/';
    const answer = await fetch(root + 'assets/search-index.js', { method: 'HEAD' }).catch(function () { return { ok: false }; });
    if (answer.ok) return void (link.href = root + 'index.html');
  }
})();`;

export function renderMissing(siteTitle: string): string {
  const page = h(null, [
    { type: 'doctype' },
    h('html', { lang: 'en' }, [
      h('head', [
        h('meta', { charSet: 'utf-8' }),
        h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
        h('title', `Page not found · ${siteTitle}`),
        h('link', { rel: 'icon', href: 'data:,' }),
        h('style', STYLE),
      ]),
      h('body', [
        h('main', [
          h('h1', 'Page not found'),
          h('p', 'Nothing is at this address. The page may have moved.'),
          h('p', [h('a', { href: 'index.html' }, `To the first page of ${siteTitle}`)]),
        ]),
        h('script', FIND_ROOT),
      ]),
    ]),
  ]);
  return `${unified().use(rehypeStringify).stringify(page)}\n`;
}
