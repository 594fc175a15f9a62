/** RFC 2449 §4: 255 octets for a command; Exchange allows 512 by default, 40 to 1024 by setting (MaxCommandSize). */
export const defaultMaxCommandSize = 512;

/** A line of a SASL exchange, terminator included (RFC 5034 §4). */
export const maxSaslLineSize = 12_288;

/** RFC 1939 §3: a reply line, terminator included. */
export const maxReplySize = 512;
