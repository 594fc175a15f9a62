import { framePath, frameSandbox } from './parsing-frame.ts';
import styles from './reading-pane.module.css';

const paper = `@page{margin:16mm}body{margin:0;font:11pt/1.45 "Segoe UI",system-ui,sans-serif;color:#000;background:#fff;overflow-wrap:break-word}
h1{font-size:16pt;line-height:1.25;margin:0 0 6mm}
header{margin-block-end:5mm;padding-block-end:3mm;border-block-end:.3mm solid #999;break-inside:avoid;break-after:avoid}
header p{margin:0}header p:last-child{font-size:9.5pt;color:#444}section+section{margin-block-start:10mm}ul{margin:2mm 0 0;padding-inline-start:5mm}`;
/** Inside each message: its own style sheets reach no further. */
const ofMessage = `:host{display:block;white-space:normal}img{max-inline-size:100%;block-size:auto;break-inside:avoid}tr{break-inside:avoid}blockquote{margin-inline:0;padding-inline-start:12px;border-inline-start:3px solid #d1d1d1}pre{white-space:pre-wrap}`;

let last: HTMLIFrameElement | null = null;

/**
 * Prints the messages that are open as a document of their own, in a frame with the policy of those that they are shown in. In
 * the page, a frame is one piece to the printer: it begins on a sheet of its own, and sheets end in the middle of a line.
 * `false`: not everything that is open can be printed so.
 */
export async function printMessages(): Promise<boolean> {
  const articles = [...document.querySelectorAll<HTMLElement>(`.${styles.message}`)].filter(
    (one) => one.closest('[role="dialog"]') === null,
  );
  const isPlain = articles.every((one) => one.querySelector(`.${styles.invitation}`) === null);
  if (articles.length === 0 || !isPlain) return false;
  const frame = await emptyFrame(articles.some((one) => one.querySelector('iframe')?.src.includes('pictures=1')));
  const inside = frame.contentDocument;
  if (inside === null || inside.location.pathname !== framePath) return false;
  const make = (name: string, text = ''): HTMLElement =>
    Object.assign(inside.createElement(name), text === '' ? {} : { textContent: text });
  inside.head.replaceChildren(make('style', paper));
  inside.documentElement.lang = document.documentElement.lang;
  const subject = document.querySelector(`.${styles.subject}, .${styles.conversationSubject}`)?.textContent ?? '';
  // What a browser offers as the name of the file.
  inside.title = subject;
  const heading = make('h1', subject);
  heading.dir = 'auto';
  inside.body.replaceChildren(heading, ...articles.map((article) => printed(article, inside, make)));
  await Promise.all([...allPictures(inside)].map((picture) => picture.decode().catch(() => undefined)));
  frame.contentWindow?.print();
  return true;
}

async function emptyFrame(withPictures: boolean | undefined): Promise<HTMLIFrameElement> {
  // Not when printing ends: some browsers say so before they have read the page.
  last?.remove();
  const frame = document.createElement('iframe');
  last = frame;
  frame.className = styles.printFrame ?? '';
  // Nothing in it runs; it is asked to print from here.
  frame.setAttribute('sandbox', `${frameSandbox} allow-modals`);
  frame.setAttribute('aria-hidden', 'true');
  frame.tabIndex = -1;
  frame.src = `${framePath}${withPictures === true ? '?pictures=1' : ''}`;
  const { promise, resolve } = Promise.withResolvers<unknown>();
  frame.addEventListener('load', resolve, { once: true });
  document.body.append(frame);
  await promise;
  return frame;
}

/** Who, to whom and when, what is attached, and the text as it is shown. */
function printed(
  article: HTMLElement,
  inside: Document,
  make: (name: string, text?: string) => HTMLElement,
): HTMLElement {
  const section = make('section');
  const head = make('header');
  const from = make('p');
  from.append(make('strong', article.querySelector(`.${styles.from}`)?.textContent ?? ''));
  const lines = [...article.querySelectorAll<HTMLElement>(`.${styles.people} > [title]`)].map((one) =>
    make('p', one.innerText),
  );
  head.append(from, ...lines, make('p', article.querySelector('time')?.textContent ?? ''));
  const files = [...article.querySelectorAll(`.${styles.attachmentName}`)].map((name) =>
    make('li', `${name.textContent} (${name.nextElementSibling?.textContent ?? ''})`),
  );
  if (files.length > 0) {
    const list = make('ul');
    list.append(...files);
    head.append(list);
  }
  const body = make('div');
  const page = article.querySelector('iframe')?.contentDocument;
  const shadow = body.attachShadow({ mode: 'open' });
  shadow.append(make('style', ofMessage));
  if (page?.body == null) {
    const text = make('div', article.querySelector(`.${styles.plain}`)?.textContent ?? '');
    text.style.whiteSpace = 'pre-wrap';
    text.dir = 'auto';
    shadow.append(text);
  } else {
    body.dir = page.body.dir;
    shadow.append(...[...page.body.childNodes].map((node) => inside.importNode(node, true)));
  }
  const cut = article.querySelector(`.${styles.cut} .fui-MessageBarBody`)?.textContent;
  section.append(head, ...(cut == null ? [] : [make('p', cut)]), body);
  return section;
}

function* allPictures(page: Document): Generator<HTMLImageElement> {
  for (const { shadowRoot } of page.querySelectorAll('section > div')) yield* shadowRoot?.querySelectorAll('img') ?? [];
}
