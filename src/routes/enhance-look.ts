/** What a script adds to the page on which an event's look is chosen. */
import { enlivenLook } from '#ui/enhance/look.ts';

enlivenLook();
