/** What is typed when a ticket is passed on. Messages are keys of texts, since buyers read several languages. */
import { z } from 'zod';
import { emailField, nameField } from '#features/orders/server/inputs.ts';

export const offerForm = z.object({ email: emailField });

export const acceptForm = z.object({ name: nameField });
