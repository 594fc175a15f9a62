/** Decodes xtext (RFC 3461 §4): `+2B` is a plus. `null` when it is none. */
export function decodeXtext(text: string): string | null {
  if (!/^(?:[!-*,-<>-~]|\+[0-9A-F]{2})*$/.test(text)) return null;
  return text.replace(/\+([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Decodes utf-8-addr-xtext and utf-8-addr-unitext (RFC 6533 §3): `\x{3b1}` is α. `null` when it is none. */
export function decodeUnitext(text: string): string | null {
  if (!/^(?:[!-*,-<>-[\]-~\u0080-\u{10ffff}]|\\x\{[0-9A-F]{2,6}\}|\+[0-9A-F]{2})*$/u.test(text)) return null;
  const invalid = [...text.matchAll(/\\x\{([0-9A-F]+)\}/g)].some(([, hex = '']) => Number.parseInt(hex, 16) > 0x10ffff);
  if (invalid) return null;
  return text.replace(/\\x\{([0-9A-F]+)\}/g, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)));
}

/** Encodes printable US-ASCII as xtext (RFC 3461 §4). */
export function encodeXtext(text: string): string {
  return text.replace(
    /[^!-*,-<>-~]/g,
    (character) => `+${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}
