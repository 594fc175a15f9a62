/**
 * How much of a command is read before it is refused. Everything that a client may choose the size of has an entry,
 * so that memory per connection is known: at most `lineBytes` + `literalTotalBytes` + one chunk from the network.
 */
export interface CodecLimits {
  /** All line bytes of one command, terminators included, literals excluded (Exchange's MaxCommandSize). */
  readonly lineBytes: number;
  /** One literal that is kept in memory; message literals of APPEND are streamed and not counted here. */
  readonly literalBytes: number;
  /** All kept literals of one command together. */
  readonly literalTotalBytes: number;
  /** RFC 7888 §5 (LITERAL-): the largest literal whose client does not wait; without it: as any other. */
  readonly nonSynchronizingBytes?: number;
  readonly literalCount: number;
  /** Parentheses within parentheses: search keys, lists. */
  readonly nesting: number;
  /** Comma-separated parts of one sequence set. */
  readonly sequenceSetRanges: number;
  /** A non-synchronizing literal up to this size is read and thrown away when its command is refused;
   *  a longer one ends the connection (RFC 7888 §4). */
  readonly skippedLiteralBytes: number;
  /** The largest message literal (RFC 7889). */
  readonly messageBytes: number;
}

/** Line bytes of an ID command: 30 fields of 30 bytes with values of 1,024, quoted, and what is around them (RFC 2971 §3.3). */
export const mostIdBytes = 32_768;

const defaultCommandSize = 10_240;

/** Before sign-in a stranger gets just enough for LOGIN and AUTHENTICATE. */
export function limitsBeforeSignIn(commandSize: number = defaultCommandSize): CodecLimits {
  return {
    lineBytes: commandSize,
    literalBytes: 4_096,
    literalTotalBytes: 8_192,
    literalCount: 8,
    nesting: 8,
    sequenceSetRanges: 64,
    skippedLiteralBytes: 65_536,
    messageBytes: 0,
  };
}

export function limitsAfterSignIn(commandSize: number = defaultCommandSize, messageBytes = 36_700_160): CodecLimits {
  return {
    lineBytes: commandSize,
    literalBytes: 65_536,
    literalTotalBytes: 262_144,
    literalCount: 256,
    nesting: 32,
    sequenceSetRanges: 8_192,
    skippedLiteralBytes: Math.max(messageBytes * 2, 1_048_576),
    messageBytes,
  };
}
