import type { BrowserContext, Page, Request } from 'playwright-core';
import type { TestServer } from '../support/server.ts';

export interface HostileWatch {
  /** Addresses that somebody was asked for who should not have been. */
  readonly asked: readonly string[];
  /** Dialogs and windows that were opened. */
  readonly opened: readonly string[];
}

/** Notes every request that leaves for elsewhere or signs out, every dialog and every new window of a browser. */
export function watchForHarm(context: BrowserContext, server: TestServer): HostileWatch {
  const own = `https://localhost:${server.ports.https}/`;
  const asked: string[] = [];
  const opened: string[] = [];
  const note = (request: Request): void => {
    const url = request.url();
    const isOurs = url.startsWith(own) && !url.includes('/api/sign-out');
    if (!isOurs && !/^(?:data|blob|about):/.test(url)) asked.push(url);
  };
  context.on('requestfinished', note);
  context.on('requestfailed', (request) => {
    // The policy stopped it inside the browser: nobody was asked.
    if (request.failure()?.errorText !== 'csp') note(request);
  });
  context.on('page', (page) => {
    if (context.pages()[0] !== page) opened.push(page.url());
    page.on('dialog', (dialog) => {
      opened.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  });
  return { asked, opened };
}

/** What acts in a document where mail is shown or written; nothing of it may be there. */
const actingElements =
  'script, iframe, frame, object, embed, form, input, link, meta:not([charset]), base, svg, math, [srcset], [ping], [formaction], ' +
  '[onerror], [onload], [onfocus], [ontoggle], [onanimationstart], [onbegin], [onpageshow]';

/** In frames of messages and in the editor: elements that act and addresses that are no links, as they stand. */
export function actingIn(page: Page): Promise<readonly string[]> {
  return page.evaluate((selector) => {
    const roots: ParentNode[] = [...document.querySelectorAll('[contenteditable=true]')];
    for (const frame of document.querySelectorAll('iframe')) {
      if (frame.contentDocument !== null) roots.push(frame.contentDocument);
    }
    return roots.flatMap((root) => [
      ...[...root.querySelectorAll(selector)].map((element) => element.outerHTML),
      ...[...root.querySelectorAll('[href]')]
        .map((link) => link.getAttribute('href') ?? '')
        .filter((address) => !/^(?:https?|mailto|tel):/i.test(address)),
    ]);
  }, actingElements);
}
