/**
 * The page on which an event's look is chosen, livelier: a picture shows where it will stand before it is sent, and the
 * samples follow the slider of the hue.
 */
import { type Mode, theme, weakestContrast } from '#platform/color.ts';
import { toOklch } from '#platform/oklch.ts';
import { setFocal } from './focal.ts';

/** Starts all of it, where the page has it. */
export function enlivenLook(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>('input[type="file"][data-max-bytes]'))
    input.addEventListener('change', () => showFile(input));
  const hue = document.querySelector<HTMLInputElement>('[data-hue]');
  hue?.addEventListener('input', () => paint(Number(hue.value)));
  const brand = document.querySelector<HTMLInputElement>('[data-brand]');
  brand?.addEventListener('input', () => {
    const color = toOklch(brand.value);
    if (!hue || !color) return;
    hue.value = String(Math.round(color.h) % 360);
    paint(Number(hue.value));
  });
}

/** Too large a file is refused before it travels, beside its field. */
function showFile(input: HTMLInputElement): void {
  const file = input.files?.[0];
  const isTooLarge = file !== undefined && file.size > Number(input.dataset.maxBytes);
  input.setCustomValidity(isTooLarge ? (input.dataset.tooLarge ?? '') : '');
  if (isTooLarge) input.reportValidity();
  if (!file || isTooLarge) return;
  const href = URL.createObjectURL(file);
  const place = document.querySelector<HTMLElement>(input.name === 'logo' ? '[data-logo-preview]' : '[data-focal]');
  if (!place) return;
  place.hidden = false;
  for (const image of place.querySelectorAll('img')) {
    image.removeAttribute('width');
    image.removeAttribute('height');
    image.src = href;
  }
  if (input.name !== 'logo') setFocal(place, 50, 50);
}

function paint(hue: number): void {
  for (const sample of document.querySelectorAll<HTMLElement>('[data-hue-sample]')) {
    for (const [token, color] of Object.entries(theme(hue, sample.dataset.hueSample as Mode)))
      sample.style.setProperty(`--${token}`, color);
  }
  const note = document.querySelector<HTMLElement>('[data-hue-note]');
  if (note)
    note.textContent = (note.dataset.hueNote ?? '')
      .replace('{hue}', String(hue))
      .replace('{ratio}', weakestContrast(hue).toFixed(1));
}
