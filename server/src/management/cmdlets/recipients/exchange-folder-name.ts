/** A folder as Exchange's administrators see it: the inbox is `Inbox`, whose name on the wire is INBOX (RFC 3501 §5.1). */
export function exchangeFolderName(name: string): string {
  return name.replace(/^INBOX(?=\/|$)/, 'Inbox');
}
