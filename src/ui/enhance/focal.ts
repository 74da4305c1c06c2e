/**
 * What stays in view where a picture is cropped: `[data-focal]` has its sliders, and a click on `[data-focal-picture]`
 * moves them; `[data-focal-crop]` show it.
 */

/** Starts it, where the page has such a picture. */
export function followFocals(): void {
  for (const place of document.querySelectorAll<HTMLElement>('[data-focal]')) followFocal(place);
}

function sliders(place: HTMLElement): [HTMLInputElement, HTMLInputElement] {
  return [
    place.querySelector('[name="focalX"]') as HTMLInputElement,
    place.querySelector('[name="focalY"]') as HTMLInputElement,
  ];
}

/** Moves the point, in percent of the picture's width and height. */
export function setFocal(place: HTMLElement, x: number, y: number): void {
  const [across, down] = sliders(place);
  across.value = String(Math.round(x));
  down.value = String(Math.round(y));
  showFocal(place);
}

function showFocal(place: HTMLElement): void {
  const [x, y] = sliders(place).map(({ value }) => `${value}%`) as [string, string];
  const mark = place.querySelector<HTMLElement>('.mark');
  if (mark) Object.assign(mark.style, { insetInlineStart: x, insetBlockStart: y });
  for (const image of place.querySelectorAll<HTMLElement>('[data-focal-crop]'))
    image.style.objectPosition = `${x} ${y}`;
}

function followFocal(place: HTMLElement): void {
  for (const slider of sliders(place)) slider.addEventListener('input', () => showFocal(place));
  const picture = place.querySelector<HTMLElement>('[data-focal-picture]');
  if (!picture) return;
  picture.style.cursor = 'crosshair';
  picture.addEventListener('click', (event) => {
    const box = picture.getBoundingClientRect();
    setFocal(place, (100 * (event.clientX - box.left)) / box.width, (100 * (event.clientY - box.top)) / box.height);
  });
}
