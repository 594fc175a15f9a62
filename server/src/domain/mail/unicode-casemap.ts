/** Small letters and their titlecase where it is another than their capital: of the four digraphs that have one. */
const digraphs: Readonly<Record<string, string>> = {
  Ǆ: 'ǅ',
  ǆ: 'ǅ',
  Ǉ: 'ǈ',
  ǉ: 'ǈ',
  Ǌ: 'ǋ',
  ǌ: 'ǋ',
  Ǳ: 'ǲ',
  ǳ: 'ǲ',
};

/**
 * A text as i;unicode-casemap compares it (RFC 5051 §2): each character by itself in titlecase, then decomposed. So letters
 * without case stand before `[` and `_`, as in i;ascii-casemap.
 */
export function unicodeCasemap(text: string): string {
  // oxlint-disable-next-line no-control-regex
  if (/^[\x00-\x7f]*$/.test(text)) return text.toUpperCase();
  let titled = '';
  for (const character of text) titled += titlecase(character);
  return titled.normalize('NFKD');
}

/** Only where one character is another: ß stays as it is. */
function titlecase(character: string): string {
  const digraph = digraphs[character];
  if (digraph !== undefined) return digraph;
  // Georgian letters have capitals, and are their own titlecase.
  if (/^[\u10d0-\u10fa\u10fd-\u10ff]$/.test(character)) return character;
  const capital = character.toUpperCase();
  return capital.length === character.length ? capital : character;
}
