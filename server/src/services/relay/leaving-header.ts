import type { LeavingContent } from './leaving-content.ts';

/** What servers of this organization tell each other about a message (reference §2.4), in lower case. */
const ours = ['x-ms-exchange-organization-', 'x-ms-exchange-forest-'];

/**
 * A queued message without what only servers of this organization say to each other: the counterpart of the header firewall at
 * the door. Exchange gives ms-Exch-Send-Headers-Organization and -Forest to no server outside, and
 * ms-Exch-Send-Headers-Routing to every one: the way that a message took stays in it.
 */
export async function behindHeaderFirewall(leaving: LeavingContent): Promise<LeavingContent> {
  const { queue, message } = leaving;
  // Known since it came in: most mail has none, and its header is not read again.
  if (message.internalFields !== true) return leaving;
  const { headerBytes } = message;
  const chunks: Uint8Array[] = [];
  if (headerBytes > 0)
    for await (const chunk of queue.content(message.id, { start: 0, end: headerBytes })) chunks.push(chunk);
  const header = Buffer.concat(chunks);
  const kept = withoutOurs(header);
  if (kept.length === header.length) return leaving;
  const shorter = header.length - kept.length;
  return {
    message: { ...message, headerBytes: headerBytes - shorter, sizeBytes: message.sizeBytes - shorter },
    queue: {
      async *content(id, { start, end } = { start: 0, end: Number.MAX_SAFE_INTEGER }) {
        if (start < kept.length) yield kept.subarray(start, Math.min(end, kept.length));
        if (end <= kept.length) return;
        yield* queue.content(id, { start: Math.max(start, kept.length) + shorter, end: end + shorter });
      },
    },
  };
}

/** A field with its folding (RFC 5322 §2.2.3) goes whole. */
function withoutOurs(header: Buffer): Buffer {
  const text = header.toString('latin1');
  const kept = text
    .split(/(?<=\n)(?![ \t])/)
    .filter((field) => !ours.some((name) => field.slice(0, 100).toLowerCase().startsWith(name)))
    .join('');
  return kept.length === text.length ? header : Buffer.from(kept, 'latin1');
}
