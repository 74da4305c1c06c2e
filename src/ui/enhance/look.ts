/**
 * The page on which an event's look is chosen, livelier: a picture shows where it will stand before it is sent, and the
 * samples follow the slider of the hue and the brand colour.
 */
import { type Brand, buttonInstead, type Mode, theme, weakestContrast } from '#platform/color.ts';
import { hueOfColor } from '#platform/oklch.ts';
import { setFocal } from './focal.ts';

/** Starts all of it, where the page has it. */
export function enlivenLook(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>('input[type="file"][data-max-bytes]'))
    input.addEventListener('change', () => showFile(input));
  const hue = document.querySelector<HTMLInputElement>('[data-hue]');
  const brand = document.querySelector<HTMLInputElement>('[data-brand]');
  if (!hue || !brand) return;
  hue.addEventListener('input', () => {
    // Who moves the slider wants another colour than the one that was written.
    brand.value = '';
    paint({ hue: Number(hue.value), brandColor: null });
  });
  brand.addEventListener('input', () => {
    const own = hueOfColor(brand.value);
    if (typeof own === 'number') hue.value = String(own);
    paint({ hue: Number(hue.value), brandColor: own === undefined ? null : brand.value.trim().toLowerCase() });
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

function paint(brand: Brand): void {
  for (const sample of document.querySelectorAll<HTMLElement>('[data-brand-sample]')) {
    for (const [token, color] of Object.entries(theme(brand, sample.dataset.brandSample as Mode)))
      sample.style.setProperty(`--${token}`, color);
  }
  const contrast = document.querySelector<HTMLElement>('[data-hue-note]');
  if (contrast)
    contrast.textContent = (contrast.dataset.hueNote ?? '').replace('{ratio}', weakestContrast(brand).toFixed(1));
  const button = document.querySelector<HTMLElement>('[data-button-note]');
  if (button) writeInstead(button, brand);
}

/** What buttons have instead of the brand colour, by day or by night, where they cannot have it. */
function writeInstead(note: HTMLElement, brand: Brand): void {
  const instead = buttonInstead(brand);
  note.hidden = !instead;
  if (instead)
    note.textContent = (note.dataset[instead.mode] ?? '')
      .replace('{brand}', brand.brandColor ?? '')
      .replace('{color}', instead.color);
}
