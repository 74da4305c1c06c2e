/** Where the device can share a page by itself, `details[data-share]` lets it; else its links unfold. */
export function shareByDevice(): void {
  if (typeof navigator.share !== 'function') return;
  for (const part of document.querySelectorAll<HTMLDetailsElement>('details[data-share]')) {
    const summary = part.querySelector('summary');
    summary?.addEventListener('click', (event) => {
      if (part.open) return;
      event.preventDefault();
      const { title = '', address = '' } = part.dataset;
      void navigator.share({ title, url: address }).catch((error: Error) => {
        // Whoever closed the device's choice has chosen; where it cannot share, the links are there.
        if (error.name !== 'AbortError') part.open = true;
      });
    });
  }
}
