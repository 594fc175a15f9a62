import { splitSubject } from './base-subject.ts';
import { defaultMimeLimits } from './limits.ts';
import { parseMessageIds } from './message-ids.ts';
import { fieldValue, type MessageStructure } from './mime-part.ts';
import type { RawText } from './raw-text.ts';

/** What threads are built from (RFC 5256 §3). Identifiers are without angle brackets. */
export interface ThreadKeys {
  messageId: RawText | null;
  /** Oldest first, without repetitions and without the message's own identifier. */
  references: RawText[];
  baseSubject: string;
  isReplyOrForward: boolean;
}

export function threadKeys(structure: MessageStructure): ThreadKeys {
  const value = (name: string): RawText => fieldValue(structure.header, name) ?? '';
  const messageId = parseMessageIds(value('message-id'))[0] ?? null;
  let references = parseMessageIds(value('references'));
  // RFC 5256 §3, REFERENCES step 1: without References, the first identifier of In-Reply-To.
  if (references.length === 0) references = parseMessageIds(value('in-reply-to')).slice(0, 1);
  const unique = [...new Set(references)].filter((id) => id !== messageId);
  const subject = splitSubject(value('subject'));
  return {
    messageId,
    references: unique.slice(-defaultMimeLimits.maxReferences),
    baseSubject: subject.base,
    isReplyOrForward: subject.isReplyOrForward,
  };
}
