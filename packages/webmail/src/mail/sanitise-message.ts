import DOMPurify from 'dompurify';
import { stripRemoteCss } from './strip-remote-css.ts';

export interface SanitisedMessage {
  readonly content: DocumentFragment;
  /** Pictures that other servers hold. */
  readonly remotePictures: number;
  /** As its own page said; `auto`: by the first letter that has one. */
  readonly direction: 'ltr' | 'rtl' | 'auto';
  /** It says no colour and shows no picture: it reads as well on a dark ground. */
  readonly isUncoloured: boolean;
}

const forbiddenTags = [
  'form',
  'input',
  'button',
  'select',
  'textarea',
  'option',
  'link',
  'meta',
  'base',
  'title',
  'audio',
  'video',
  'source',
  'track',
  'dialog',
  'picture',
];
const forbiddenAttributes = [
  'srcset',
  'ping',
  'formaction',
  'autofocus',
  'background',
  'lowsrc',
  'dynsrc',
  'usemap',
  'ismap',
];

/**
 * A message's HTML without anything that acts: the first of two walls, the second being the frame and its policy
 * (http/user-api/message-frame.ts). `null` when nothing safe could be made of it. Even the parsing happens `inside` the frame, where no script can run. `pictureOf` gives the address of an inline picture by its Content-ID.
 */
export function sanitiseMessage(
  html: string,
  inside: Window & typeof globalThis,
  pictureOf: (contentId: string) => string | null,
  withRemotePictures: boolean,
): SanitisedMessage | null {
  let remotePictures = 0;
  // After a line break a frameset can no longer take the body's place (HTML §13.2.6.4.7, "frameset-ok").
  const content: DocumentFragment | null = DOMPurify(inside).sanitize(`<br>${html}`, {
    USE_PROFILES: { html: true },
    FORBID_TAGS: forbiddenTags,
    FORBID_ATTR: forbiddenAttributes,
    ADD_TAGS: ['style'],
    // The last two branches are for values that are no addresses at all: `width="64"`.
    ALLOWED_URI_REGEXP:
      /^(?:(?:https?|mailto|tel|cid):|data:image\/(?:png|jpe?g|gif|webp);|[^a-z]|[a-z+.-]+(?:[^a-z+.:-]|$))/i,
    RETURN_DOM_FRAGMENT: true,
  });
  if (content === null) return null;
  content.querySelector('br')?.remove();
  for (const link of content.querySelectorAll('a[href], area[href]')) {
    // A relative address would lead into webmail itself.
    if (!/^(?:https?:|mailto:|tel:)/i.test(link.getAttribute('href')?.trim() ?? '')) link.removeAttribute('href');
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener noreferrer');
  }
  for (const picture of content.querySelectorAll('img')) {
    const source = picture.getAttribute('src')?.trim() ?? '';
    if (/^cid:/i.test(source)) {
      const own = pictureOf(decoded(source.slice(4)));
      if (own === null) picture.removeAttribute('src');
      else picture.setAttribute('src', own);
    } else if (/^https?:/i.test(source)) {
      remotePictures++;
      picture.setAttribute('referrerpolicy', 'no-referrer');
      picture.setAttribute('loading', 'lazy');
      if (!withRemotePictures) picture.removeAttribute('src');
    } else if (!/^data:image\//i.test(source)) picture.removeAttribute('src');
  }
  if (!withRemotePictures) remotePictures += stripRemoteCss(content, inside);
  // The page and its body are not part of what is shown.
  const page = new inside.DOMParser().parseFromString(html, 'text/html');
  const isUncoloured = !hasColours(content) && !hasColours(page);
  return { content, remotePictures, direction: directionOf(page), isUncoloured };
}

function directionOf({ documentElement, body }: Document): SanitisedMessage['direction'] {
  const said = (body?.getAttribute('dir') ?? documentElement.getAttribute('dir') ?? '').trim().toLowerCase();
  return said === 'rtl' || said === 'ltr' ? said : 'auto';
}

/** Pictures too: a logo is drawn for a white ground. */
function hasColours(part: ParentNode): boolean {
  if (part.querySelector('img, svg, [color], [bgcolor], [text], [background], [bordercolor]') !== null) return true;
  const styles = [...part.querySelectorAll('style')].map(({ textContent }) => textContent);
  const own = [...part.querySelectorAll('[style]')].map((element) => element.getAttribute('style'));
  return [...styles, ...own].some((css) => /color|background|border|outline|shadow|filter/i.test(css ?? ''));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
