import { useSyncExternalStore } from 'react';

/** Every address of webmail, below /owa. */
export type Route =
  | { readonly page: 'mail'; readonly mailboxId: string | null; readonly emailId: string | null }
  | { readonly page: 'options'; readonly section: OptionsSection }
  /** A draft in a window of its own. */
  | { readonly page: 'compose'; readonly emailId: string }
  /** An address that never was one. */
  | { readonly page: 'unknown' };

export type OptionsSection =
  | 'start'
  | 'my-account'
  | 'security'
  | 'app-passwords'
  | 'pop-imap'
  | 'connections'
  | 'automatic-replies'
  | 'inbox-rules'
  | 'block-or-allow'
  | 'general';

const base = '/owa';
const sectionPaths: Readonly<Record<OptionsSection, string>> = {
  start: '/options',
  'my-account': '/options/account/my-account',
  security: '/options/account/my-account/security',
  'app-passwords': '/options/account/my-account/app-passwords',
  'pop-imap': '/options/account/my-account/pop-imap',
  connections: '/options/account/connections',
  'automatic-replies': '/options/automatic-replies',
  'inbox-rules': '/options/organize-email/inbox-rules',
  'block-or-allow': '/options/block-or-allow',
  general: '/options/settings',
};

/**
 * The route of a path. Addresses of Outlook Web App (`auth/logon.aspx`, `someone@example.com`, `example.com`) open the inbox;
 * `hash` serves the links of its 2016 edition.
 */
export function routeOf(path: string, hash = ''): Route {
  if (hash.toLowerCase() === '#path=/options/popandimap') return { page: 'options', section: 'pop-imap' };
  const below = (path.startsWith(base) ? path.slice(base.length) : path).replace(/\/+$/, '');
  for (const [section, sectionPath] of Object.entries(sectionPaths)) {
    if (below === sectionPath) return { page: 'options', section: section as OptionsSection };
  }
  const [, page, mailboxId, emailId] = below.split('/');
  if (page === 'compose' && mailboxId !== undefined) return { page, emailId: decodeURIComponent(mailboxId) };
  if (page === 'options') return { page: 'options', section: 'start' };
  if (page !== undefined && page !== '' && page !== 'mail' && !/[.@]/.test(below)) return { page: 'unknown' };
  return {
    page: 'mail',
    mailboxId: page === 'mail' && mailboxId !== undefined ? decodeURIComponent(mailboxId) : null,
    emailId: page === 'mail' && emailId !== undefined ? decodeURIComponent(emailId) : null,
  };
}

/** The path that shows a route. */
export function pathOf(route: Route): string {
  if (route.page === 'unknown') return `${base}/`;
  if (route.page === 'options') return base + sectionPaths[route.section];
  if (route.page === 'compose') return `${base}/compose/${encodeURIComponent(route.emailId)}`;
  const parts = [route.mailboxId, route.emailId].filter((part) => part !== null).map(encodeURIComponent);
  return [`${base}/mail`, ...parts].join('/');
}

/** The draft that was being written at this step of the browser's history; `null` for none. */
export function writingIn(state: unknown): string | null {
  return (state as { readonly writing?: string } | null)?.writing ?? null;
}

const listeners = new Set<() => void>();

/** Goes to a route; `replace` leaves no step behind for the Back button. */
export function goTo(route: Route, options: { readonly replace?: boolean } = {}): void {
  const path = pathOf(route);
  const writing = writingIn(history.state);
  const state = writing === null ? null : { writing };
  if (options.replace === true) history.replaceState(state, '', path);
  else if (path !== location.pathname) history.pushState(state, '', path);
  for (const listener of listeners) listener();
}

let shown: { readonly address: string; readonly route: Route } | undefined;

/** The route shown now; changes with `goTo` and the browser's own buttons. */
export function useRoute(): Route {
  return useSyncExternalStore(subscribe, () => {
    const address = location.pathname + location.hash;
    if (shown?.address !== address) shown = { address, route: routeOf(location.pathname, location.hash) };
    return shown.route;
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('popstate', listener);
  addEventListener('hashchange', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('popstate', listener);
    removeEventListener('hashchange', listener);
  };
}
