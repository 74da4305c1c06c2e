/** Dangerous things are confirmed by typing what they are done to. */
import { z } from 'zod';

/** A field in which `name` must stand. */
export function confirmedBy(name: string) {
  return z
    .string()
    .default('')
    .refine((typed) => typed.trim() === name.trim(), {
      message: 'field.type_name',
      params: { name },
    });
}
