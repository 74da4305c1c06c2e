/** Lines that are typed elsewhere: `[data-copy]` gets a button that copies it. */

/** Adds the buttons, where the browser lets a page copy. */
export function offerCopies(): void {
  if (!navigator.clipboard) return;
  for (const line of document.querySelectorAll<HTMLElement>('[data-copy]')) line.after(copyButton(line.dataset));
}

function copyButton({ copy = '', copyWord = '', copiedWord = '', copyLabel = '' }: DOMStringMap): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = copyWord;
  button.setAttribute('aria-label', copyLabel);
  button.addEventListener('click', () => {
    void navigator.clipboard.writeText(copy).then(() => {
      button.textContent = copiedWord;
      setTimeout(() => (button.textContent = copyWord), 2000);
    });
  });
  return button;
}
