/**
 * Caps that keep hostile mail cheap. Beyond a cap the rest is opaque text, never an error:
 * mail that has been accepted must always be listed and given back byte for byte.
 */
export interface MimeLimits {
  /** Multiparts and message/rfc822 inside one another; a deeper one stays closed. */
  maxDepth: number;
  /** Parts of one message, nested messages included; later boundaries are text of the last part. */
  maxParts: number;
  /** Parameters kept of one Content-Type or Content-Disposition (CVE-2020-12100 and its kin). */
  maxParameters: number;
  /** Bytes of header values kept of one message, all parts together. */
  maxHeaderBytes: number;
  /** Bytes kept of one field's value. */
  maxFieldBytes: number;
  /** Header fields told apart in one message, all parts together. */
  maxHeaderFields: number;
  /** Mailboxes read from one address field. */
  maxAddresses: number;
  /** Message identifiers read from References, the newest kept. */
  maxReferences: number;
}

export const defaultMimeLimits: MimeLimits = {
  maxDepth: 50,
  maxParts: 5_000,
  maxParameters: 100,
  maxHeaderBytes: 1024 * 1024,
  maxFieldBytes: 64 * 1024,
  maxHeaderFields: 20_000,
  maxAddresses: 2_000,
  maxReferences: 200,
};
