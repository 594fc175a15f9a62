import type { CommandScanner } from '../command-scanner.ts';
import { type AclIdentifierRequest, parseAclIdentifier, parseSetAcl, type SetAclRequest } from './acl.ts';
import { type AuthenticateRequest, parseAuthenticate } from './authenticate.ts';
import { type BareRequest, bareCommandNames } from './bare.ts';
import { type CancelUpdateRequest, parseCancelUpdate } from './cancel-update.ts';
import { type CompressRequest, parseCompress } from './compress.ts';
import { type CopyRequest, parseCopy } from './copy.ts';
import { type CreateRequest, parseCreate } from './create.ts';
import { type EnableRequest, parseEnable } from './enable.ts';
import { type EsearchRequest, parseEsearch } from './esearch.ts';
import { type ExpungeRequest, parseExpunge, parseUidExpunge } from './expunge.ts';
import { type FetchRequest, parseFetch } from './fetch.ts';
import { type IdRequest, parseId } from './id.ts';
import { type LanguageRequest, parseLanguage } from './language.ts';
import { type ListRequest, parseList, parsePlainList } from './list.ts';
import { type LoginRequest, parseLogin } from './login.ts';
import { type MailboxRequest, mailboxCommandNames, parseMailboxCommand } from './mailbox-commands.ts';
import { type GetMetadataRequest, parseGetMetadata, parseSetMetadata, type SetMetadataRequest } from './metadata.ts';
import { type NotifyRequest, parseNotify } from './notify.ts';
import { type GetQuotaRequest, parseGetQuota, parseSetQuota, type SetQuotaRequest } from './quota.ts';
import { parseRename, type RenameRequest } from './rename.ts';
import { parseSearch, type SearchRequest } from './search.ts';
import { parseSelect, type SelectRequest } from './select.ts';
import { parseSort, type SortRequest } from './sort.ts';
import { parseStatus, type StatusRequest } from './status.ts';
import { parseStore, type StoreRequest } from './store.ts';
import { parseThread, type ThreadRequest } from './thread.ts';
import { parseUidBatches, type UidBatchesRequest } from './uid-batches.ts';
import {
  type GenUrlAuthRequest,
  parseGenUrlAuth,
  parseResetKey,
  parseUrlFetch,
  type ResetKeyRequest,
  type UrlFetchRequest,
} from './url-auth.ts';

/** Every command that arrives whole; APPEND and REPLACE come as events of the reader because their bytes stream. */
export type ImapRequest =
  | AclIdentifierRequest
  | BareRequest
  | AuthenticateRequest
  | CancelUpdateRequest
  | CompressRequest
  | CopyRequest
  | CreateRequest
  | EnableRequest
  | EsearchRequest
  | ExpungeRequest
  | FetchRequest
  | GenUrlAuthRequest
  | GetMetadataRequest
  | GetQuotaRequest
  | IdRequest
  | LanguageRequest
  | ListRequest
  | LoginRequest
  | MailboxRequest
  | NotifyRequest
  | RenameRequest
  | ResetKeyRequest
  | SearchRequest
  | SelectRequest
  | SetAclRequest
  | SetMetadataRequest
  | SetQuotaRequest
  | SortRequest
  | StatusRequest
  | StoreRequest
  | ThreadRequest
  | UidBatchesRequest
  | UrlFetchRequest;

export type RequestName = ImapRequest['name'];

type Parse = (scanner: CommandScanner) => ImapRequest;

/** From the name on the wire to the grammar of what follows it. `UID x` is a name of its own. */
export const commandGrammars: ReadonlyMap<string, Parse> = new Map<string, Parse>([
  ...bareCommandNames.map((name): [string, Parse] => [name, () => ({ name })]),
  ...mailboxCommandNames.map((name): [string, Parse] => [name, parseMailboxCommand(name)]),
  ['AUTHENTICATE', parseAuthenticate],
  ['CANCELUPDATE', parseCancelUpdate],
  ['COMPRESS', parseCompress],
  ['COPY', parseCopy('COPY', false)],
  ['CREATE', parseCreate],
  ['DELETEACL', parseAclIdentifier('DELETEACL')],
  ['ENABLE', parseEnable],
  ['ESEARCH', parseEsearch],
  ['EXAMINE', parseSelect('EXAMINE')],
  ['EXPUNGE', parseExpunge],
  ['FETCH', parseFetch(false)],
  ['GENURLAUTH', parseGenUrlAuth],
  ['GETMETADATA', parseGetMetadata],
  ['GETQUOTA', parseGetQuota],
  ['ID', parseId],
  ['LANGUAGE', parseLanguage],
  ['LIST', parseList],
  ['LISTRIGHTS', parseAclIdentifier('LISTRIGHTS')],
  ['LOGIN', parseLogin],
  ['LSUB', parsePlainList('LSUB')],
  ['MOVE', parseCopy('MOVE', false)],
  ['NOTIFY', parseNotify],
  ['RENAME', parseRename],
  ['RESETKEY', parseResetKey],
  ['RLIST', parsePlainList('RLIST')],
  ['RLSUB', parsePlainList('RLSUB')],
  ['SEARCH', parseSearch(false)],
  ['SELECT', parseSelect('SELECT')],
  ['SETACL', parseSetAcl],
  ['SETMETADATA', parseSetMetadata],
  ['SETQUOTA', parseSetQuota],
  ['SORT', parseSort(false)],
  ['STATUS', parseStatus],
  ['STORE', parseStore(false)],
  ['THREAD', parseThread(false)],
  ['UIDBATCHES', parseUidBatches],
  ['UID COPY', parseCopy('COPY', true)],
  ['UID EXPUNGE', parseUidExpunge],
  ['UID FETCH', parseFetch(true)],
  ['UID MOVE', parseCopy('MOVE', true)],
  ['UID SEARCH', parseSearch(true)],
  ['UID SORT', parseSort(true)],
  ['UID STORE', parseStore(true)],
  ['UID THREAD', parseThread(true)],
  ['URLFETCH', parseUrlFetch],
  ['XLIST', parsePlainList('XLIST')],
]);
