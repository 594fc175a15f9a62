/** `from:lina subject:"été 2026" has:attachment words` as conditions of RFC 8621 §4.4.1. */
export function searchConditions(words: string): Record<string, unknown> {
  const conditions: Record<string, unknown> = {};
  const plain: string[] = [];
  for (const match of words.matchAll(/(?:(from|to|cc|subject|body|has):)?("[^"]*"|\S+)/gi)) {
    const field = match[1]?.toLowerCase();
    const text = match[2] ?? '';
    if (field === undefined) plain.push(text);
    else if (field === 'has') conditions.hasAttachment = true;
    else conditions[field] = text;
  }
  if (plain.length > 0) conditions.text = plain.join(' ');
  return conditions;
}
