/* How text becomes the words that are searched: the same for the index, which is made once, and for what is typed. */
(function (home) {
  /** Without case and accents, so that "Zurich" finds "Zürich". */
  function processTerm(term) {
    return term.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase() || null;
  }
  home.docsSearchOptions = {
    fields: ['heading', 'page', 'text'],
    storeFields: ['heading', 'page', 'text', 'href'],
    processTerm: processTerm,
    searchOptions: { boost: { heading: 4, page: 2 }, prefix: true, fuzzy: function (term) { return term.length > 4 ? 0.2 : false; }, combineWith: 'AND' },
  };
})(globalThis);
