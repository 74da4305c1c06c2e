/** What forms about accounts at Stripe take. */
import { z } from 'zod';
import { isCountry } from '#features/payments/country.ts';

export const countryForm = z.object({ country: z.string('Choose a country').refine(isCountry, 'Choose a country') });
