import { type BrandVariants, createDarkTheme, createLightTheme, type Theme } from '@fluentui/react-components';

/** Relais' own teal from almost black to almost white; 80 carries white text at 5.9:1. */
const relais: BrandVariants = {
  10: '#01191c',
  20: '#02282c',
  30: '#03373d',
  40: '#04454c',
  50: '#06525a',
  60: '#085f68',
  70: '#0a6670',
  80: '#0b6a74',
  90: '#1b7f89',
  100: '#2f929c',
  110: '#45a5ae',
  120: '#5cb7bf',
  130: '#77c8cf',
  140: '#95d8dd',
  150: '#b6e6e9',
  160: '#daf3f4',
};

export const lightTheme: Theme = withLinesOfText(createLightTheme(relais));

const dark = withLinesOfText(createDarkTheme(relais));
/** Links and marked text on dark grounds take the lighter steps, which keep 4.5:1. */
export const darkTheme: Theme = {
  ...dark,
  colorBrandForeground1: relais[120],
  colorBrandForeground2: relais[130],
  colorBrandForegroundLink: relais[120],
  colorBrandForegroundLinkHover: relais[130],
  colorBrandForegroundLinkPressed: relais[110],
  colorCompoundBrandForeground1: relais[120],
};

/**
 * Lines as high as their text. Fluent's are so many pixels, and overlap where the browser is told to make no text smaller than
 * its reader can read. Of the units only those that are measured on the font know of that: `ex` is about half of its size.
 */
function withLinesOfText(theme: Theme): Theme {
  const lines = Object.entries(theme).filter(([name]) => name.startsWith('lineHeight'));
  return { ...theme, ...Object.fromEntries(lines.map(([name, height]) => [name, `max(${height}, 2.4ex)`])) };
}
