/** Colours as the custom properties of a page. */
import { type Brand, type Mode, theme } from './color.ts';
import { trackTint } from './track-tint.ts';

const block = (values: Record<string, string>): string =>
  Object.entries(values)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');

/** A rule for light, one for a dark system, and one for each choice made with `data-theme` on the root element. */
function rules(selector: string, light: string, dark: string): string {
  const under = (root: string): string => (selector === ':root' ? root : `${root} ${selector}`);
  return (
    `${selector}{${light}}` +
    `@media (prefers-color-scheme:dark){${under(":root:not([data-theme='light'])")}{${dark}}}` +
    `${under(":root[data-theme='dark']")}{${dark}}`
  );
}

/**
 * The custom properties of an event with `brand`, for a `<style>` in the head: `--paper`, `--accent` and so on, for
 * light, for `prefers-color-scheme: dark`, and for `data-theme="light"` or `"dark"` on the root element.
 */
export function themeCss(brand: Brand): string {
  return rules(
    ':root',
    `color-scheme:light;${block(theme(brand, 'light'))}`,
    `color-scheme:dark;${block(theme(brand, 'dark'))}`,
  );
}

/**
 * The custom properties of each tint, for a `<style>` in the head: an element with `data-tint="<name>"` gets
 * `--tint`, `--tint-ink`, `--tint-soft` and `--tint-stripe`. Names are numbers or words; others are left out.
 */
export function tintsCss(tints: { name: string | number; color: string }[]): string {
  return tints
    .filter(({ name }) => /^[\w-]+$/.test(String(name)))
    .map(({ name, color }) => {
      const values = (mode: Mode): string => {
        const tint = trackTint(color, mode);
        return block({
          tint: tint.background,
          'tint-ink': tint.ink,
          'tint-soft': tint.soft,
          'tint-stripe': tint.stripe,
        });
      };
      return rules(`[data-tint='${name}']`, values('light'), values('dark'));
    })
    .join('');
}
