/** Whether a VAT ID can be one: its form, country by country. Whether it is anybody's only the tax offices know. */

/** After the two letters of the country; Greece writes EL, Northern Ireland XI. */
const FORMS: Record<string, RegExp> = {
  AT: /^U\d{8}$/,
  BE: /^[01]\d{9}$/,
  BG: /^\d{9,10}$/,
  CY: /^\d{8}[A-Z]$/,
  CZ: /^\d{8,10}$/,
  DE: /^\d{9}$/,
  DK: /^\d{8}$/,
  EE: /^\d{9}$/,
  EL: /^\d{9}$/,
  ES: /^[A-Z\d]\d{7}[A-Z\d]$/,
  FI: /^\d{8}$/,
  FR: /^[A-HJ-NP-Z\d]{2}\d{9}$/,
  HR: /^\d{11}$/,
  HU: /^\d{8}$/,
  IE: /^(\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W])$/,
  IT: /^\d{11}$/,
  LT: /^(\d{9}|\d{12})$/,
  LU: /^\d{8}$/,
  LV: /^\d{11}$/,
  MT: /^\d{8}$/,
  NL: /^\d{9}B\d{2}$/,
  PL: /^\d{10}$/,
  PT: /^\d{9}$/,
  RO: /^\d{2,10}$/,
  SE: /^\d{10}01$/,
  SI: /^\d{8}$/,
  SK: /^\d{10}$/,
  XI: /^(\d{9}|\d{12}|GD\d{3}|HA\d{3})$/,
  GB: /^(\d{9}|\d{12}|GD\d{3}|HA\d{3})$/,
  CHE: /^\d{9}(MWST|TVA|IVA)?$/,
  NO: /^\d{9}(MVA)?$/,
};

/** As it is compared and written: without spaces, points and hyphens. */
export function tidyVatId(text: string): string {
  return text.replaceAll(/[\s.\-/]/g, '').toUpperCase();
}

/**
 * Whether a tidy VAT ID has the form of its country; of countries whose forms stand here none other will do. `country`
 * is where the buyer is: an ID without letters in front is taken for one of there.
 */
export function isVatId(id: string, country: string): boolean {
  const own = country === 'GR' ? 'EL' : country === 'CH' ? 'CHE' : country;
  const prefix =
    Object.keys(FORMS).find((letters) => id.startsWith(letters) && !/^\d/.test(id)) ?? (/^\d/.test(id) ? own : '');
  const form = FORMS[prefix];
  if (!form) return /^[A-Z\d]{4,20}$/.test(id) && FORMS[own] === undefined;
  return form.test(id.startsWith(prefix) ? id.slice(prefix.length) : id);
}
