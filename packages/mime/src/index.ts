export {
  type Address,
  addressSpec,
  displayName,
  type GroupAddress,
  type MailboxAddress,
  parseAddressList,
} from './address-list.ts';
export { asciiBodyStructure, asciiEnvelope } from './ascii-answers.ts';
export { decodeCharset } from './charset.ts';
export { addressText, type ComposeInput, composeMessage, type HeaderAddress } from './compose-message.ts';
export type { ComposedAttachment, PartField } from './mime-entity.ts';
export { formatDate, parseDate } from './date-time.ts';
export { decodeBody, decodeText, readText } from './decode-body.ts';
export { base64Lines, quotedPrintable } from './encode-body.ts';
export { downgradeHeader } from './downgrade-header.ts';
export { decodeHeader, encodeHeader } from './encoded-words.ts';
export { envelopeOf } from './envelope.ts';
export { bracketed, field } from './header-line.ts';
export { HeaderCutter, packHeaderBlock } from './header-block.ts';
export { escapeHtml, textAsHtml } from './escape-html.ts';
export { htmlToText } from './html-text.ts';
export { plainLines } from './plain-lines.ts';
export { type MimeLimits } from './limits.ts';
export { longestLineBytes, LongLines } from './long-lines.ts';
export { parseMessageIds, referableId } from './message-ids.ts';
export { MessageScanner, scanMessage } from './message-scanner.ts';
export {
  type Disposition,
  type Envelope,
  fieldValue,
  type HeaderField,
  type MessageStructure,
  type MimePart,
  type Parameter,
} from './mime-part.ts';
export { decodeParameter } from './parameters.ts';
export { previewText, type ReadRange } from './preview-text.ts';
export type { RawText } from './raw-text.ts';
export { renderBodyStructure } from './render-body-structure.ts';
export { renderEnvelope } from './render-envelope.ts';
export { type BodySection, type ByteRange, findPart, type SectionRange, sectionRange } from './section-range.ts';
export { deserializeStructure, mayHaveField, serializeStructure } from './structure-bytes.ts';
export { type ThreadKeys, threadKeys } from './thread-keys.ts';
