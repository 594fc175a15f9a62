/**
 * Ids of blobs (RFC 8620 §6). A message's own bytes go by its Email's id, a part of it by its number as well; uploads
 * have names of their own. All keep to the characters of RFC 8620 §1.2.
 */
export type BlobName =
  | { readonly kind: 'message'; readonly emailId: string }
  | { readonly kind: 'part'; readonly emailId: string; readonly partId: string }
  | { readonly kind: 'upload'; readonly uploadId: string }
  /** A part of a message that is itself a blob: what Email/parse found in it. */
  | { readonly kind: 'inner'; readonly outer: string; readonly partId: string };

export function messageBlobId(emailId: string): string {
  return `M${emailId}`;
}

/** `partId` as IMAP numbers parts: `1.2`. */
export function partBlobId(emailId: string, partId: string): string {
  return `P${partId.replaceAll('.', '_')}-${emailId}`;
}

export function innerBlobId(outer: string, partId: string): string {
  return `N${partId.replaceAll('.', '_')}-${outer}`;
}

export function readBlobId(blobId: string): BlobName | null {
  const part = /^P(\d+(?:_\d+)*)-([\w-]+)$/.exec(blobId);
  if (part?.[1] !== undefined && part[2] !== undefined) {
    return { kind: 'part', partId: part[1].replaceAll('_', '.'), emailId: part[2] };
  }
  const inner = /^N(\d+(?:_\d+)*)-([\w-]+)$/.exec(blobId);
  if (inner?.[1] !== undefined && inner[2] !== undefined) {
    return { kind: 'inner', partId: inner[1].replaceAll('_', '.'), outer: inner[2] };
  }
  if (/^M[\w-]+$/.test(blobId)) return { kind: 'message', emailId: blobId.slice(1) };
  if (/^U[\w-]+$/.test(blobId)) return { kind: 'upload', uploadId: blobId };
  return null;
}
