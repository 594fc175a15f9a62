/** What a page shows of one part of the frame: place, ground and text. */
export type Look = Readonly<Record<string, string>>;

/**
 * What stands where and in which colours on every page, as approved by people who looked (docs/decisions/0062):
 * `x,y width×height`, or `x width` where the fonts of the machine move the rest; then the colours.
 */
const approvedLooks: Readonly<Record<'desktop' | 'phone', Readonly<Record<'light' | 'dark', Look>>>> = {
  desktop: {
    light: {
      'top bar': '0,0 1280×48 #0b6a74 #ffffff',
      'feature pane': '0,48 224×812 #f5f5f5 #242424',
      'details pane': '992 288 none #242424',
      dialog: '160,50 960×760 #ffffff #242424',
      'sections of a dialog': '161 232 #fafafa #242424',
    },
    dark: {
      'top bar': '0,0 1280×48 #0b6a74 #ffffff',
      'feature pane': '0,48 224×812 #141414 #ffffff',
      'details pane': '992 288 none #ffffff',
      dialog: '160,50 960×760 #292929 #ffffff',
      'sections of a dialog': '161 232 #1f1f1f #ffffff',
    },
  },
  phone: {
    light: {
      'top bar': '0,0 390×48 #0b6a74 #ffffff',
      'details pane': '0 390 none #242424',
      dialog: '0,0 390×800 #ffffff #242424',
      'sections of a dialog': '0 390 #fafafa #242424',
    },
    dark: {
      'top bar': '0,0 390×48 #0b6a74 #ffffff',
      'details pane': '0 390 none #ffffff',
      dialog: '0,0 390×800 #292929 #ffffff',
      'sections of a dialog': '0 390 #1f1f1f #ffffff',
    },
  },
};

/** Run in the page: its parts as in `approvedLooks`; one that it does not have, or does not show, is left out. */
export const readLook = `() => {
  const parts = {
    'top bar': ['header', true],
    'feature pane': ['#admin-center > * nav:not(main nav)', true],
    'details pane': ['main section[aria-live]', false],
    dialog: ['[role="dialog"][class*="surface"]', true],
    'sections of a dialog': ['[role="dialog"][class*="surface"] [role="tablist"]', false],
  };
  const hex = (color) => {
    const [red, green, blue, alpha = '1'] = color.match(/[\\d.]+/g);
    return alpha === '0' ? 'none' : '#' + [red, green, blue].map((one) => Number(one).toString(16).padStart(2, '0')).join('');
  };
  const look = {};
  for (const [part, [selector, isWhole]] of Object.entries(parts)) {
    const element = document.querySelector(selector);
    if (element === null || !element.checkVisibility({ visibilityProperty: true })) continue;
    const [x, y, width, height] = (({ x, y, width, height }) => [x, y, width, height])(element.getBoundingClientRect()).map(Math.round);
    const { backgroundColor, color } = getComputedStyle(element);
    const place = isWhole ? x + ',' + y + ' ' + width + '×' + height : x + ' ' + width;
    look[part] = [place, hex(backgroundColor), hex(color)].join(' ');
  }
  return look;
}`;

/** What differs between a page and what was approved for it. Every page has the frame; the one to sign in has none. */
export function differences(
  look: Look,
  width: 'desktop' | 'phone',
  color: 'light' | 'dark',
  isFramed: boolean,
): string[] {
  const approved = approvedLooks[width][color];
  const always = !isFramed ? [] : width === 'desktop' ? ['top bar', 'feature pane'] : ['top bar'];
  return [
    ...always.filter((part) => !(part in look)).map((part) => `the ${part} is missing`),
    ...Object.entries(look)
      .filter(([part, seen]) => seen !== approved[part])
      .map(([part, seen]) => `the ${part} is ${seen}, approved is ${approved[part] ?? 'none here'}`),
  ];
}
