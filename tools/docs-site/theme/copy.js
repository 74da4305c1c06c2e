/* A button that copies a block of code, where the browser lets it. What a command prints is not there to be typed. */
(() => {
  if (!navigator.clipboard) return;

  for (const block of document.querySelectorAll(
    'pre[data-language]:not([data-language="output"], [data-language="text"])',
  )) {
    const frame = document.createElement('div');
    frame.className = 'code';
    block.replaceWith(frame);
    frame.append(block, makeButton(block));
  }

  function makeButton(block) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.setAttribute('aria-live', 'polite');
    button.textContent = 'Copy';
    button.addEventListener('click', () => {
      navigator.clipboard.writeText(block.textContent.trimEnd()).then(
        () => {
          label(button, 'Copied');
        },
        () => {
          label(button, 'Not copied');
        },
      );
    });
    return button;
  }

  function label(button, words) {
    button.textContent = words;
    setTimeout(() => {
      button.textContent = 'Copy';
    }, 2000);
  }
})();
