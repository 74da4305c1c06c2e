/*
 * Light or dark as the reader's system has it, unless they chose. Runs before the page is drawn, so that nothing
 * flashes.
 */
(() => {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  /** A browser may forbid to keep anything, as some do for pages from a disk. */
  function kept(change) {
    try {
      return change(localStorage);
    } catch {
      return null;
    }
  }
  function isDark() {
    return root.dataset.theme ? root.dataset.theme === 'dark' : system.matches;
  }
  const chosen = kept((store) => store.getItem('docs-theme'));
  if (chosen === 'light' || chosen === 'dark') root.dataset.theme = chosen;

  addEventListener('DOMContentLoaded', () => {
    const button = document.querySelector('.appearance');
    function update() {
      button.textContent = isDark() ? 'Light' : 'Dark';
      button.setAttribute('aria-label', isDark() ? 'Light colours' : 'Dark colours');
    }
    button.hidden = false;
    button.addEventListener('click', () => {
      root.dataset.theme = isDark() ? 'light' : 'dark';
      kept((store) => {
        store.setItem('docs-theme', root.dataset.theme);
      });
      update();
    });
    system.addEventListener('change', update);
    update();
  });
})();
