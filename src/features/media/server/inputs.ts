/** What forms say of pictures. */
import { z } from 'zod';
import { wholeField } from '#platform/http/form-fields.ts';
import type { FocalPoint } from '../picture-sizes.ts';

/** A share of a picture's width or height in percent, as a slider sends it. */
export const shareField = wholeField(0, 100).transform((value) => value ?? 0);

/** The point that stays in view where a picture is cropped. */
export const focalForm = z
  .object({ focalX: shareField, focalY: shareField })
  .transform(({ focalX, focalY }): FocalPoint => ({ x: focalX / 100, y: focalY / 100 }));
