import { invalidArguments } from './method-error.ts';

const get = ['ids', 'properties'];
const changes = ['sinceState', 'maxChanges'];
const set = ['ifInState', 'create', 'update', 'destroy'];
const query = ['filter', 'sort', 'position', 'anchor', 'anchorOffset', 'limit', 'calculateTotal'];
const queryChanges = ['filter', 'sort', 'sinceQueryState', 'maxChanges', 'upToId', 'calculateTotal'];
const copy = [
  'fromAccountId',
  'ifFromInState',
  'ifInState',
  'create',
  'onSuccessDestroyOriginal',
  'destroyFromIfInState',
];
const bodies = [
  'bodyProperties',
  'fetchTextBodyValues',
  'fetchHTMLBodyValues',
  'fetchAllBodyValues',
  'maxBodyValueBytes',
];

/** The arguments of RFC 8620 §5 by the method's last word. */
const standard: Readonly<Record<string, readonly string[]>> = { get, changes, set, query, queryChanges, copy };

/** What a method takes beyond the standard of its kind, or in its place where the standard has none. */
const further: Readonly<Record<string, readonly string[]>> = {
  'Blob/copy': ['blobIds'],
  'Blob/get': ['offset', 'length'],
  'Blob/lookup': ['typeNames', 'ids'],
  'Blob/upload': ['create'],
  'Email/get': bodies,
  'Email/import': ['ifInState', 'emails'],
  'Email/parse': ['blobIds', 'properties', ...bodies],
  'Email/query': ['collapseThreads'],
  'Email/queryChanges': ['collapseThreads'],
  'EmailSubmission/set': ['onSuccessUpdateEmail', 'onSuccessDestroyEmail'],
  'MDN/parse': ['blobIds'],
  'MDN/send': ['identityId', 'send', 'onSuccessUpdateEmail'],
  'Mailbox/query': ['sortAsTree', 'filterAsTree'],
  'Mailbox/queryChanges': ['sortAsTree', 'filterAsTree'],
  'Mailbox/set': ['onDestroyRemoveEmails'],
  'SearchSnippet/get': ['filter', 'emailIds'],
};

/** RFC 8620 §3.8: what a method does not know is refused, not passed over. @throws MethodError 'invalidArguments' */
export function checkArgumentNames(method: string, args: Readonly<Record<string, unknown>>): void {
  if (method === 'Core/echo') return;
  const kind = method.slice(method.indexOf('/') + 1);
  const known = new Set(['accountId', ...(standard[kind] ?? []), ...(further[method] ?? [])]);
  const unknown = Object.keys(args).filter((name) => !known.has(name));
  if (unknown.length > 0) throw invalidArguments(`${method} takes no ${unknown.join(', ').slice(0, 200)}.`);
}
