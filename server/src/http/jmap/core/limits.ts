/** What the session resource promises (RFC 8620 §2) and the methods keep. */
export const coreLimits = {
  maxSizeUpload: 50_000_000,
  maxConcurrentUpload: 4,
  maxSizeRequest: 10_000_000,
  maxConcurrentRequests: 8,
  maxCallsInRequest: 64,
  maxObjectsInGet: 1000,
  maxObjectsInSet: 1000,
  collationAlgorithms: [] as readonly string[],
} as const;

export const mailLimits = {
  maxMailboxesPerEmail: 100,
  maxMailboxDepth: null,
  maxSizeMailboxName: 250,
  maxSizeAttachmentsPerEmail: 45_000_000,
  emailQuerySortOptions: ['receivedAt', 'sentAt', 'size', 'from', 'to', 'subject', 'hasKeyword'],
  mayCreateTopLevelMailbox: true,
} as const;

/** RFC 9404 §3: what goes through Blob/upload and Blob/get within a request. */
export const blobLimits = {
  maxSizeBlobSet: 5_000_000,
  maxDataSources: 64,
  supportedTypeNames: ['Mailbox', 'Thread', 'Email'],
  supportedDigestAlgorithms: ['sha', 'sha-256'],
} as const;

/** How far ahead a message may be sent (RFC 8621 §1.3.2), in seconds. */
export const maxDelayedSendSeconds = 366 * 86_400;

/** A query names at most so many ids at once; a client asks on with `position`. */
export const maxIdsInQuery = 5000;
