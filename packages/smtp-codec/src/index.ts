export { encodeBase64 } from './base64.ts';
export { ChunkDecoder, LineEndCheck } from './chunk-decoder.ts';
export { type MailLine, mailLine, type RecipientLine, recipientLine } from './client/command-lines.ts';
export { DataEncoder } from './client/data-encoder.ts';
export { ReplyReader } from './client/reply-reader.ts';
export { noExtensions, readExtensions, type ServerExtensions } from './client/server-extensions.ts';
export { isPermanent, replyText, type ServerReply } from './client/server-reply.ts';
export { readNotify, readOriginalRecipient } from './commands/rcpt.ts';
export { DataDecoder, type LineEndFault } from './data-decoder.ts';
export { InputBuffer } from './input-buffer.ts';
export { defaultLimits, type SmtpLimits } from './limits.ts';
export { type LineFault, type LineRead, LineReader } from './line-reader.ts';
export {
  type AddressLimits,
  longAddressLimits,
  type MailboxAddress,
  parseMailbox,
  usualAddressLimits,
} from './mailbox.ts';
export type { ForwardPath, ReversePath } from './path.ts';
export { lineText, readCommand } from './read-command.ts';
export { type Reply, renderReply } from './reply.ts';
export type * from './request.ts';
export { loginPrompts, type PlainCredentials, readLoginAnswer, readPlain } from './sasl.ts';
export { SmtpSyntaxError } from './syntax-error.ts';
