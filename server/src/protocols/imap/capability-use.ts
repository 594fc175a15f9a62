import type { FetchItem, ImapRequest, SearchKey, SearchReturn, StatusItem } from '@relais/imap-codec';

/** Commands that belong to one extension. */
const byCommand: Partial<Record<ImapRequest['name'], string>> = {
  CANCELUPDATE: 'CONTEXT=SEARCH',
  COMPRESS: 'COMPRESS=DEFLATE',
  DELETEACL: 'ACL',
  ENABLE: 'ENABLE',
  ESEARCH: 'MULTISEARCH',
  GENURLAUTH: 'URLAUTH',
  GETACL: 'ACL',
  GETJMAPACCESS: 'JMAPACCESS',
  GETMETADATA: 'METADATA',
  GETQUOTA: 'QUOTA',
  GETQUOTAROOT: 'QUOTA',
  ID: 'ID',
  IDLE: 'IDLE',
  LANGUAGE: 'LANGUAGE',
  LISTRIGHTS: 'ACL',
  MOVE: 'MOVE',
  MYRIGHTS: 'ACL',
  NAMESPACE: 'NAMESPACE',
  NOTIFY: 'NOTIFY',
  RESETKEY: 'URLAUTH',
  RLIST: 'MAILBOX-REFERRALS',
  RLSUB: 'MAILBOX-REFERRALS',
  SETACL: 'ACL',
  SETMETADATA: 'METADATA',
  SETQUOTA: 'QUOTASET',
  SORT: 'SORT',
  STARTTLS: 'STARTTLS',
  UIDBATCHES: 'UIDBATCHES',
  UNAUTHENTICATE: 'UNAUTHENTICATE',
  UNSELECT: 'UNSELECT',
  URLFETCH: 'URLAUTH',
  XLIST: 'XLIST',
};

/** The capabilities that a request makes use of: it is refused when one of them is switched off. */
export function capabilitiesUsedBy(request: ImapRequest): readonly string[] {
  const command = byCommand[request.name];
  return [...(command === undefined ? [] : [command]), ...ofArguments(request)];
}

function ofArguments(request: ImapRequest): readonly string[] {
  switch (request.name) {
    case 'AUTHENTICATE':
      return [`AUTH=${request.mechanism}`, ...(request.initialResponse === undefined ? [] : ['SASL-IR'])];
    case 'CREATE':
      return request.specialUse.length > 0 ? ['CREATE-SPECIAL-USE'] : [];
    case 'EXPUNGE':
      return request.uids === undefined ? [] : ['UIDPLUS'];
    case 'FETCH':
      return [
        ...request.items.flatMap((item) => ofFetchItem(item)),
        ...(request.changedSince === undefined ? [] : ['CONDSTORE']),
        ...(request.vanished ? ['QRESYNC'] : []),
        ...(request.partial === undefined ? [] : ['PARTIAL']),
        ...(request.set.saved ? ['SEARCHRES'] : []),
      ];
    case 'STORE':
      return [
        ...(request.unchangedSince === undefined ? [] : ['CONDSTORE']),
        ...(request.set.saved ? ['SEARCHRES'] : []),
      ];
    case 'LIST': {
      const { selection, returns } = request;
      return [
        ...(request.isExtended && returns.status === undefined && returns.metadata === undefined && !returns.myRights
          ? ['LIST-EXTENDED']
          : []),
        ...(returns.status === undefined ? [] : ['LIST-STATUS', ...returns.status.flatMap(ofStatusItem)]),
        ...(returns.metadata === undefined ? [] : ['LIST-METADATA']),
        ...(returns.myRights ? ['LIST-MYRIGHTS'] : []),
        ...(returns.specialUse || selection.includes('SPECIAL-USE') ? ['SPECIAL-USE'] : []),
      ];
    }
    case 'SELECT':
    case 'EXAMINE':
      return [...(request.condstore ? ['CONDSTORE'] : []), ...(request.qresync === undefined ? [] : ['QRESYNC'])];
    case 'STATUS':
      return request.items.flatMap(ofStatusItem);
    case 'SEARCH':
      return [
        ...(request.returns === undefined ? [] : ['ESEARCH', ...ofReturn(request.returns, 'CONTEXT=SEARCH')]),
        ...ofSearchKey(request.criteria),
      ];
    case 'ESEARCH':
      return [
        ...(request.returns === undefined ? [] : ofReturn(request.returns, 'CONTEXT=SEARCH')),
        ...ofSearchKey(request.criteria),
      ];
    case 'SORT':
      return [
        ...(request.returns === undefined ? [] : ['ESORT', ...ofReturn(request.returns, 'CONTEXT=SORT')]),
        ...(request.order.some(({ by }) => by.startsWith('DISPLAY')) ? ['SORT=DISPLAY'] : []),
        ...(request.order.some(({ by }) => by === 'RELEVANCY') ? ['SEARCH=FUZZY'] : []),
        ...ofSearchKey(request.criteria),
      ];
    case 'THREAD':
      return [`THREAD=${request.algorithm}`, ...ofSearchKey(request.criteria)];
    default:
      return [];
  }
}

function ofReturn(returns: SearchReturn, context: string): readonly string[] {
  return [
    ...(returns.save ? ['SEARCHRES'] : []),
    ...(returns.update === true ? [context] : []),
    // RFC 5465 §7
    ...(returns.updateItems === undefined ? [] : ['NOTIFY']),
    ...(returns.relevancy === true ? ['SEARCH=FUZZY'] : []),
    // RFC 9394 §3.1 took PARTIAL over from RFC 5267 and added the count from the end.
    ...(returns.partial === undefined ? [] : ['PARTIAL']),
  ];
}

function ofFetchItem({ item }: FetchItem): readonly string[] {
  switch (item) {
    case 'BINARY':
    case 'BINARY.SIZE':
      return ['BINARY'];
    case 'EMAILID':
    case 'THREADID':
      return ['OBJECTID'];
    case 'MODSEQ':
      return ['CONDSTORE'];
    case 'PREVIEW':
      return ['PREVIEW'];
    case 'SAVEDATE':
      return ['SAVEDATE'];
    default:
      return [];
  }
}

function ofStatusItem(item: StatusItem): readonly string[] {
  switch (item) {
    case 'APPENDLIMIT':
      return ['APPENDLIMIT'];
    case 'HIGHESTMODSEQ':
      return ['CONDSTORE'];
    case 'MAILBOXID':
      return ['OBJECTID'];
    case 'SIZE':
      return ['STATUS=SIZE'];
    case 'DELETED-STORAGE':
      return ['QUOTA=RES-STORAGE'];
    default:
      return [];
  }
}

function ofSearchKey(key: SearchKey): readonly string[] {
  switch (key.key) {
    case 'OLDER':
    case 'YOUNGER':
      return ['WITHIN'];
    case 'MODSEQ':
      return ['CONDSTORE'];
    case 'EMAILID':
    case 'THREADID':
      return ['OBJECTID'];
    case 'SAVEDBEFORE':
    case 'SAVEDON':
    case 'SAVEDSINCE':
    case 'SAVEDATESUPPORTED':
      return ['SAVEDATE'];
    case 'FILTER':
      return ['FILTERS'];
    case 'UID':
    case 'SEQUENCE':
      return key.set.saved ? ['SEARCHRES'] : [];
    case 'FUZZY':
      return ['SEARCH=FUZZY', ...ofSearchKey(key.of)];
    case 'NOT':
      return ofSearchKey(key.of);
    case 'OR':
      return [...ofSearchKey(key.left), ...ofSearchKey(key.right)];
    case 'AND':
      return key.keys.flatMap(ofSearchKey);
    default:
      return [];
  }
}
