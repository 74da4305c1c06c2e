/** What may be said of terms. */
import { z } from 'zod';
import { textField } from '#platform/http/form-fields.ts';
import { TERMS_LIMITS } from '../terms.ts';

export const termsForm = z.object({ text: textField(TERMS_LIMITS.text) });
