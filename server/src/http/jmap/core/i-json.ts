/** What is wrong with a text as I-JSON (RFC 7493), or how it is built; looked at before anything is made of it. */
export type TextLook =
  | { readonly kind: 'sound' }
  | { readonly kind: 'too-deep' }
  /** RFC 7493 §2.3: a name is given twice in one object. */
  | { readonly kind: 'name-twice'; readonly name: string };

/** Follows strings and brackets only: what is no JSON at all is the parser's to find. */
export function lookAt(json: string, deepest: number): TextLook {
  const names: (Set<string> | null)[] = [];
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === 0x22) {
      const end = endOfString(json, at);
      const open = names.at(-1);
      if (open instanceof Set && isName(json, end)) {
        const name = json.slice(at, end);
        const plain = name.includes('\\') ? unescaped(name) : name;
        if (open.has(plain)) return { kind: 'name-twice', name: plain.slice(0, 60) };
        open.add(plain);
      }
      at = end - 1;
    } else if (code === 0x7b || code === 0x5b) {
      names.push(code === 0x7b ? new Set() : null);
      if (names.length > deepest) return { kind: 'too-deep' };
    } else if (code === 0x7d || code === 0x5d) names.pop();
  }
  return { kind: 'sound' };
}

/** Behind the closing quote. */
function endOfString(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === 0x22) return at + 1;
  }
  return json.length;
}

function isName(json: string, from: number): boolean {
  let at = from;
  while (at < json.length && json.charCodeAt(at) <= 0x20) at++;
  return json.charCodeAt(at) === 0x3a;
}

function unescaped(name: string): string {
  try {
    return JSON.stringify(JSON.parse(name));
  } catch {
    return name;
  }
}
