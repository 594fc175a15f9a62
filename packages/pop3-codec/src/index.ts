export { defaultMaxCommandSize, maxSaslLineSize } from './limits.ts';
export { type LineEvent, LineReader } from './line-reader.ts';
export { MessageStream, WireSizeCounter } from './message-stream.ts';
export { parseCommand } from './parse-command.ts';
export { continuation, errorReply, listingLine, multilineEnd, okReply, type ResponseCode } from './reply.ts';
export type { ParsedCommand, Request, Verb } from './request.ts';
export { ScanListing } from './scan-listing.ts';
export { decodePlain, type PlainCredentials } from './sasl-plain.ts';
