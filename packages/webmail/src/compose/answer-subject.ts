/**
 * What Outlook and its kin put before subjects when they answer or forward, in the languages that write to us: also counted
 * (`Re[2]:`), and with the space of French before the colon, which may be a no-break one.
 */
const prefixes = /^(?:\s*(?:re|aw|antw|sv|odp|fw|fwd|tr|wg|vb|rv|doorst)\s*(?:\[\d+\])?\s*:)+\s*/i;

/**
 * The subject of an answer or a forward: one prefix, whatever stood there, as Outlook does it. `prefix` is without its colon,
 * which has no space before it in any language.
 */
export function answerSubject(subject: string, prefix: string): string {
  return `${prefix}: ${subject.replace(prefixes, '')}`.trimEnd();
}
