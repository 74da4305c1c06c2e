/**
 * How long something is still kept: `[data-countdown]` holds the milliseconds from the page's making on, by the
 * server's clock.
 */

/** Counts down in the page, second by second; `data-words` says it with `{time}`, `data-over` when it is over. */
export function countDown(): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-countdown]')) {
    const { countdown = '', words = '', over = '' } = element.dataset;
    const end = performance.now() + Number(countdown);
    const show = (): void => {
      const seconds = Math.max(0, Math.ceil((end - performance.now()) / 1000));
      element.textContent =
        seconds > 0
          ? words.replace('{time}', `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`)
          : over;
      if (seconds > 0) setTimeout(show, 1000);
    };
    show();
  }
}
