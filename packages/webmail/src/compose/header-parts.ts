/**
 * What is taken over from the messages of others into one's own, as a header can carry it: a subject that decodes to two
 * lines, or an identifier of a thousand letters, is no reason why one cannot answer.
 */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}

/** RFC 5322 §2.1.1: an identifier cannot be folded; one that fits no line is left out, for cut it means another. */
export function referableIds(ids: readonly string[]): readonly string[] {
  return ids.filter((id) => /^[!-;=?-~]{1,900}$/.test(id));
}

/** The end of a long name is kept: it says what the file is. */
export function fileName(name: string): string {
  const line = oneLine(name);
  return line.length > 255 ? `${line.slice(0, 200)}…${line.slice(-40)}` : line;
}

/** RFC 6838 §4.2: at most 127 characters on either side. */
export function mediaType(type: string): string {
  return /^[\w.+-]{1,127}\/[\w.+-]{1,127}$/.test(type) ? type : 'application/octet-stream';
}
