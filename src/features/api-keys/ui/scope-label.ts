/** What a scope is called where people choose it. */
import type { Scope } from '#features/organizers/scopes.ts';
import { type Translate, textKey } from '#platform/i18n/text.ts';

/** `orders:read` is what the key says; people read "See orders". */
export function scopeLabel(t: Translate, scope: Scope | string): string {
  return t(textKey(`account.scope.${scope.replace(':', '_')}`));
}
