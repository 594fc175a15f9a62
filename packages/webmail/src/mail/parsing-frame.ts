/** Where mail's HTML is parsed: a page of its own policy in which nothing runs and nothing is asked for. */
export type ParsingWindow = Window & typeof globalThis;

export const framePath = '/api/message-frame';
export const frameSandbox = 'allow-same-origin allow-popups allow-popups-to-escape-sandbox';

let opening: Promise<ParsingWindow> | null = null;

/** The window of a hidden frame, loaded once (the same page that messages are shown in, see message-frame.tsx). */
export function parsingWindow(): Promise<ParsingWindow> {
  opening ??= new Promise<ParsingWindow>((resolve, reject) => {
    const frame = document.createElement('iframe');
    frame.hidden = true;
    frame.setAttribute('sandbox', frameSandbox);
    frame.setAttribute('aria-hidden', 'true');
    frame.addEventListener('load', () => {
      const inside = frame.contentWindow as ParsingWindow | null;
      if (inside?.location.pathname === framePath) resolve(inside);
      else reject(new Error('The page in which mail is parsed could not be loaded.'));
    });
    frame.src = framePath;
    document.body.append(frame);
  }).catch((cause: unknown) => {
    opening = null;
    throw cause;
  });
  return opening;
}

export async function parseMailHtml(html: string): Promise<Document> {
  const inside = await parsingWindow();
  return new inside.DOMParser().parseFromString(html, 'text/html');
}
