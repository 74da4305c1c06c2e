/* How text becomes the words that are searched: the same for the index, which is made once, and for what is typed. */
((home) => {
  /** Words that every page has; whoever asks in a sentence means the others. */
  const COMMON = new Set(
    'a an and are as at be by can do does e for from has have how i in is it its my of on or so that the there to was what when where which who why will with you your'.split(
      ' ',
    ),
  );

  /** Without case and accents, so that "Zurich" finds "Zürich". */
  function bare(text) {
    return text
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .toLowerCase();
  }

  /** "email", "e-mail" and "mail" are one word. */
  function processTerm(term) {
    const word = bare(term).replace(/^e(?=mails?$)/, '');
    return word === '' || COMMON.has(word) ? null : word;
  }

  home.docsSearchBare = bare;
  home.docsSearchOptions = {
    fields: ['heading', 'also', 'page', 'text'],
    storeFields: ['heading', 'page', 'text', 'href', 'weight'],
    processTerm: processTerm,
    searchOptions: {
      boost: { heading: 4, also: 3, page: 2 },
      boostDocument: (_id, _term, section) => section.weight ?? 1,
      prefix: true,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
      combineWith: 'AND',
    },
  };

  /** Places that have all of the words; where there are none, those that have some. `some` says which of both. */
  home.docsSearch = (index, wanted) => {
    const all = index.search(wanted);
    if (all.length > 0) return { results: all, some: false };
    return { results: index.search(wanted, { combineWith: 'OR' }), some: true };
  };
})(globalThis);
