/** What is typed when a ticket is passed on. Messages are keys of texts, since buyers read several languages. */
import { z } from 'zod';
import { BUYER_LIMITS } from '#features/orders/server/inputs.ts';

export const offerForm = z.object({ email: z.string().trim().max(BUYER_LIMITS.email, 'checkout.tooLong').pipe(z.email('checkout.needEmail')) });

export const acceptForm = z.object({
  name: z.string().trim().transform((text) => text.replace(/\s+/g, ' ')).pipe(z.string().min(1, 'checkout.needName').max(BUYER_LIMITS.name, 'checkout.tooLong')),
});
