/** What a person, or a program in his name, gives as a text that is one line; `holds` is what the refusal calls it. */
export const controlTexts: readonly { readonly holds: string; readonly text: string }[] = [
  { holds: 'CR', text: 'evil\rX-Injected: 1' },
  { holds: 'LF', text: 'evil\nX-Injected: 1' },
  { holds: 'CR', text: 'evil\r\nX-Injected: 1\r\n\r\nbody' },
  { holds: 'NUL', text: 'evil\0X-Injected: 1' },
  { holds: 'U+001B', text: 'evil\u001b[2J' },
  { holds: 'U+0085', text: 'evil\u0085X-Injected: 1' },
  { holds: 'U+2028', text: 'evil\u2028X-Injected: 1' },
  { holds: 'U+2029', text: 'evil\u2029X-Injected: 1' },
];

/** Texts that are allowed and must come out of a header as they went in: they only look like something else. */
export const oddTexts: readonly string[] = [
  '=?utf-8?Q?evil=0D=0AX-Injected:_1=0D=0A=0D=0Abody?=',
  '=?utf-8?B?ZXZpbA0KWC1JbmplY3RlZDogMQ==?=',
  'evil" <mallory@far.test>, "Ann \\',
  // Written a byte a character, these are CR and LF.
  'č\u010aX-Injected: 1',
];

/** RFC 5322 §2.1.1: no line of it fits. */
export const overlong = 'x'.repeat(2_000);

/** As PowerShell reads it back, whatever it holds. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
