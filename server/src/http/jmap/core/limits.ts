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

/** A query names at most so many ids at once; a client asks on with `position`. */
export const maxIdsInQuery = 5000;
