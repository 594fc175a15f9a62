export { CommandReader } from './command-reader.ts';
export type { AppendMessage, AppendTarget } from './commands/append.ts';
export { type AuthenticateRequest, decodeSaslBase64 } from './commands/authenticate.ts';
export type { CancelUpdateRequest } from './commands/cancel-update.ts';
export type { CopyRequest } from './commands/copy.ts';
export type { CreateRequest } from './commands/create.ts';
export type { EsearchRequest, SearchSource } from './commands/esearch.ts';
export type { ExpungeRequest } from './commands/expunge.ts';
export type { FetchRequest } from './commands/fetch.ts';
export type { FetchItem } from './commands/fetch-items.ts';
export type { ImapRequest, RequestName } from './commands/index.ts';
export type { ListRequest } from './commands/list.ts';
export type { MailboxFilter, NotifyGroup, NotifyRequest } from './commands/notify.ts';
export type { SearchRequest, SearchReturn } from './commands/search.ts';
export { parseSearchFilter } from './commands/search-filter.ts';
export type { DateKeyName, SearchKey, TextKeyName } from './commands/search-keys.ts';
export type { QresyncParameter, SelectRequest } from './commands/select.ts';
export type { SortCriterion, SortRequest } from './commands/sort.ts';
export { type StatusItem, type StatusRequest } from './commands/status.ts';
export type { StoreRequest } from './commands/store.ts';
export type { ThreadRequest } from './commands/thread.ts';
export type { UidBatchesRequest } from './commands/uid-batches.ts';
export type { GenUrlAuthRequest, ResetKeyRequest, UrlFetchRequest } from './commands/url-auth.ts';
export type { CalendarDay } from './grammar/date.ts';
export { writeDateTime, type ZonedDateTime } from './grammar/date-time.ts';
export { listPatternMatcher } from './grammar/list-pattern.ts';
export { formatPartialRange, type PartialRange } from './grammar/partial-range.ts';
export { formatSection, type PartialBytes, readSectionText, type Section } from './grammar/section.ts';
export {
  formatSequenceSet,
  resolveSequenceSet,
  type SequenceRange,
  type SequenceSet,
  star,
} from './grammar/sequence-set.ts';
export { decodeText } from './grammar/string.ts';
export { type CodecLimits, limitsAfterSignIn, limitsBeforeSignIn, mostIdBytes } from './limits.ts';
export type { ReaderEvent } from './reader-event.ts';
export { type BufferSource, BytesWriter } from './response/bytes-writer.ts';
export { formatBytes, formatMailboxName, formatString, formatText } from './response/strings.ts';
export { ImapSyntaxError, type SyntaxErrorCode } from './syntax-error.ts';
