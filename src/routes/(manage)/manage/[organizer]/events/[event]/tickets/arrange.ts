/** What a script adds to the organiser's tickets: things move by dragging and by arrow keys. */
import { arrangeLists } from '#ui/enhance/arrange-list.ts';

arrangeLists();
