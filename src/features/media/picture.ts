/** A picture as pages show it. `alt` is '' where the words beside it say the same. */
export type Picture = { src: string; srcset?: string; width: number; height: number; alt: string };
