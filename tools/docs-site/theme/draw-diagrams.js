/* Diagrams are drawn in the page, on pages that have some; without scripts their text is shown. */
(() => {
  const dark = getComputedStyle(document.documentElement).colorScheme === 'dark';
  mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', theme: dark ? 'dark' : 'default' });
  void mermaid.run({ querySelector: 'pre.mermaid', suppressErrors: true });
})();
