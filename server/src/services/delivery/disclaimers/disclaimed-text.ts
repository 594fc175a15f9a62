import { plainLines } from '@relais/mime';
import type { Disclaimer } from '../delivery.ts';

/** A plain text, its lines ending in CRLF, with disclaimers before or behind it, one after the other. */
export function disclaimedText(text: string, disclaimers: readonly Disclaimer[]): string {
  let made = text;
  for (const { html, location } of disclaimers) {
    const words = plainLines(html).join('\r\n');
    made = location === 'Prepend' ? `${words}\r\n\r\n${made}` : `${withoutEnd(made)}\r\n\r\n${words}\r\n`;
  }
  return made;
}

/** A page of HTML with disclaimers at the beginning or the end of its body. */
export function disclaimedHtml(html: string, disclaimers: readonly Disclaimer[]): string {
  let made = html;
  for (const { html: words, location } of disclaimers) {
    const at = location === 'Prepend' ? beginOfBody(made) : endOfBody(made);
    made = `${made.slice(0, at)}\r\n<div>${words}</div>\r\n${made.slice(at)}`;
  }
  return made;
}

function withoutEnd(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\n' || text[end - 1] === '\r') end -= 1;
  return text.slice(0, end);
}

function beginOfBody(html: string): number {
  const body = /<body\b/i.exec(html);
  const from = body?.index ?? /<\/head\b/i.exec(html)?.index ?? -1;
  const end = from === -1 ? -1 : html.indexOf('>', from);
  return end === -1 ? 0 : end + 1;
}

/** Of several the last: what stands behind it is shown as well, but seldom something. */
function endOfBody(html: string): number {
  return lastOf(html, /<\/body\b/gi) ?? lastOf(html, /<\/html\b/gi) ?? html.length;
}

function lastOf(html: string, tag: RegExp): number | null {
  let last: number | null = null;
  for (const { index } of html.matchAll(tag)) last = index;
  return last;
}
