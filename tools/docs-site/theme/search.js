/*
 * Search in the browser. The index is a script, fetched when somebody begins to search; so it works from a disk as
 * well.
 */
(() => {
  const MOST = 12;
  const form = document.querySelector('.search');
  const input = form.querySelector('input');
  const panel = form.querySelector('.found');
  const home = document.documentElement.dataset.root;
  let index = null;

  form.hidden = false;
  input.addEventListener('focus', () => {
    void open();
  });
  input.addEventListener('input', () => {
    void search();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void search().then(() => {
      const first = panel.querySelector('a');
      if (first) location.href = first.href;
    });
  });
  form.addEventListener('keydown', move);
  form.addEventListener('focusout', (event) => {
    // Another window took over: what was found is still there when the reader comes back.
    if (document.activeElement === event.target) return;
    if (!form.contains(event.relatedTarget)) panel.hidden = true;
  });
  panel.addEventListener('click', (event) => {
    if (event.target.closest('a')) panel.hidden = true;
  });
  addEventListener('keydown', (event) => {
    const typing = event.target.closest && event.target.closest('input, textarea, select, [contenteditable]');
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
  });

  function open() {
    index ??= ['words.js', 'minisearch.js', 'search-index.js']
      .reduce((before, name) => before.then(() => load(name)), Promise.resolve())
      .then(() => MiniSearch.loadJS(docsSearchIndex, docsSearchOptions));
    return index;
  }

  function load(name) {
    return new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = home + 'assets/' + name;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  }

  async function search() {
    const wanted = input.value.trim();
    if (wanted === '') {
      panel.hidden = true;
      return;
    }
    try {
      // `docsSearch` is there only once this is done.
      const opened = await open();
      show(docsSearch(opened, wanted), wanted);
    } catch {
      announce('Search could not be loaded. Reload the page to try again.');
      index = null;
    }
  }

  function show(found, wanted) {
    if (input.value.trim() !== wanted) return;
    const results = found.results;
    announce(countOf(results.length, found.some, wanted));
    if (results.length === 0) return;
    const list = document.createElement('ul');
    list.append.apply(list, results.slice(0, MOST).map(drawResult));
    panel.append(list);
  }

  function countOf(count, some, wanted) {
    if (count === 0) return 'Nothing found for “' + wanted + '”. Try fewer or other words.';
    const places = count + (count === 1 ? ' place' : ' places') + (some ? ' with some of these words' : '');
    return places + (count > MOST ? ', the best ' + MOST + ' of them' : '');
  }

  function announce(words) {
    const line = document.createElement('p');
    line.setAttribute('role', 'status');
    line.textContent = words;
    panel.replaceChildren(line);
    panel.hidden = false;
  }

  function drawResult(result) {
    const link = document.createElement('a');
    link.href = home + result.href;
    link.append(element('span', 'found-heading', result.heading));
    if (result.heading !== result.page) link.append(element('span', 'found-page', result.page));
    link.append(drawExcerpt(result.text, result.terms));
    const item = document.createElement('li');
    item.append(link);
    return item;
  }

  /** The words around the first one that was found, with all of them marked. */
  function drawExcerpt(text, terms) {
    const line = element('span', 'found-text', '');
    const plain = docsSearchPlain(text);
    const places = terms.map((term) => plain.text.indexOf(term)).filter((at) => at !== -1);
    const first = places.length === 0 ? 0 : plain.origin[Math.min.apply(null, places)];
    const start = first < 40 ? 0 : text.lastIndexOf(' ', first - 30) + 1;
    const part = text.slice(start, start + 140).replace(start + 140 < text.length ? /\s\S*$/ : /$/, '');
    if (start > 0) line.append('… ');
    part.split(/([\p{L}\p{N}\p{M}]+)/u).forEach((word) => {
      line.append(terms.includes(docsSearchPlain(word).text) ? element('mark', '', word) : word);
    });
    if (start + 140 < text.length) line.append(' …');
    return line;
  }

  /** Text as the index has it, and where each of its signs comes from. */
  function docsSearchPlain(text) {
    const origin = [];
    let plain = '';
    let at = 0;
    for (const sign of text) {
      const bare = docsSearchBare(sign);
      for (let i = 0; i < bare.length; i += 1) origin.push(at);
      plain += bare;
      at += sign.length;
    }
    return { text: plain, origin: origin };
  }

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.textContent = text;
    return made;
  }

  /** Down and up go through the field and what was found; Escape closes. */
  function move(event) {
    if (event.key === 'Escape') {
      panel.hidden = true;
      input.focus();
      return;
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const stops = [input].concat(Array.from(panel.querySelectorAll('a')));
    const next = stops.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : -1);
    event.preventDefault();
    (stops[next] ?? stops[stops.length - 1]).focus();
  }
})();
