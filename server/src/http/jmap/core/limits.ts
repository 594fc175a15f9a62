/** What the session resource promises (RFC 8620 §2) and the methods keep. */
export const coreLimits = {
  maxSizeUpload: 50_000_000,
  maxConcurrentUpload: 4,
  maxSizeRequest: 10_000_000,
  maxConcurrentRequests: 8,
  maxCallsInRequest: 64,
  maxObjectsInGet: 1000,
  maxObjectsInSet: 1000,
  collationAlgorithms: ['i;ascii-numeric', 'i;ascii-casemap', 'i;unicode-casemap'],
} as const;

export const mailLimits = {
  maxMailboxesPerEmail: 100,
  maxMailboxDepth: 60,
  maxSizeMailboxName: 250,
  maxSizeAttachmentsPerEmail: 45_000_000,
  emailQuerySortOptions: [
    'receivedAt',
    'sentAt',
    'size',
    'from',
    'to',
    'subject',
    'hasKeyword',
    'allInThreadHaveKeyword',
    'someInThreadHaveKeyword',
  ],
  mayCreateTopLevelMailbox: true,
} as const;

/** RFC 9404 §3: what goes through Blob/upload and Blob/get within a request. */
export const blobLimits = {
  maxSizeBlobSet: 5_000_000,
  maxDataSources: 64,
  supportedTypeNames: ['Mailbox', 'Thread', 'Email'],
  supportedDigestAlgorithms: ['sha', 'sha-256'],
} as const;

/** What no client needs and a hostile one asks for: answered with an error instead of with all memory or an hour's work. */
export const requestBounds = {
  depth: 64,
  /** Of what result references stand for, in a request, as JSON. */
  referencedChars: 10_000_000,
  properties: 300,
  filterConditions: 200,
  comparators: 10,
} as const;

/** How far ahead a message may be sent (RFC 8621 §1.3.2), in seconds. */
export const maxDelayedSendSeconds = 366 * 86_400;

/** A query names at most so many ids at once; a client asks on with `position`. */
export const maxIdsInQuery = 5000;
