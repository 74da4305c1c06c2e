/** The hue of pages that belong to no event: the front page, signing in, the organiser's rooms. */
export const HOUSE_HUE = 28;
