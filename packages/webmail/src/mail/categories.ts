import type { Chosen } from './mail-types.ts';

/** Categories are keywords that every client keeps; their names are the user's own (server/preferences.ts). */
export const categoryColours = ['red', 'orange', 'yellow', 'green', 'blue', 'purple'] as const;
export type CategoryColour = (typeof categoryColours)[number];

export function categoryKeyword(colour: CategoryColour): string {
  return `category-${colour}`;
}

export function categoriesOf({ keywords }: Pick<Chosen, 'keywords'>): readonly CategoryColour[] {
  return categoryColours.filter((colour) => keywords[categoryKeyword(colour)] === true);
}
