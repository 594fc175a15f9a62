import { readQuotedString, skipComments } from './parameters.ts';
import { type RawText, rawText, unfold } from './raw-text.ts';

/** Without angle brackets. It stands on a line of its own behind the longest of the names of its fields. */
export const longestMessageId = 900;

/**
 * The first identifier of a Message-ID field that another message may name in In-Reply-To and References, without angle
 * brackets; null when there is none, or it fits no line (RFC 5322 §2.1.1): it cannot be folded, and cut it means another.
 */
export function referableId(value: Uint8Array | string): RawText | null {
  const id = /<([!-;=?-~]+)>/.exec(unfold(rawText(value)))?.[1];
  return id === undefined || id.length > longestMessageId ? null : id;
}

/**
 * The message identifiers of a Message-ID, In-Reply-To or References field, in order, without angle brackets.
 * Quotes that change nothing are removed, as threading wants (RFC 5256 §2.2); other text is skipped.
 */
export function parseMessageIds(value: Uint8Array | string): RawText[] {
  const text = unfold(rawText(value));
  const ids: RawText[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at];
    if (char === '(') at = skipComments(text, at);
    else if (char === '"') at = readQuotedString(text, at).end;
    else if (char === '<') {
      const close = text.indexOf('>', at);
      if (close < 0) break;
      const id = normalise(text.slice(at + 1, close));
      if (id) ids.push(id);
      at = close + 1;
    } else at += 1;
  }
  return ids;
}

// RFC 5256 §2.2: <"01KF8JCEOCBS0045PS"@xxx.yyy.com> and <01KF8JCEOCBS0045PS@xxx.yyy.com> are the same.
function normalise(id: RawText): RawText {
  const compact = id.replace(/[ \t\r\n]+/g, '');
  if (!compact.startsWith('"')) return compact;
  const quoted = readQuotedString(compact, 0);
  return /^[^\s"(),:;<>@[\\\]]*$/.test(quoted.text) ? quoted.text + compact.slice(quoted.end) : compact;
}
