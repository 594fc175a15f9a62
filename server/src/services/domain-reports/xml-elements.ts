import { TimeSlice } from '../../domain/mail/time-slice.ts';
import { ReportError } from './report-error.ts';

/** An element without its attributes; `name` without a namespace's prefix. */
export interface XmlElement {
  readonly name: string;
  /** Of its own, entities resolved. */
  text: string;
  readonly children: XmlElement[];
}

const mostDepth = 16;
const mostTagLength = 4096;
/** Within one child of the root. */
const mostElements = 5000;
const mostTextLength = 64 * 1024;

/**
 * The children of the root, one after the other, so that a long document is never a whole tree. The root is held against
 * `rootName`. XML without document types: there are no entities but the five of XML itself (§4.6) and characters by number,
 * so nothing can be made to grow or be fetched. Rests between elements. @throws ReportError where it is not well-formed.
 */
export async function* xmlElements(document: string, rootName: string): AsyncGenerator<XmlElement, void, void> {
  const slice = new TimeSlice();
  const open: XmlElement[] = [];
  let elements = 0;
  let isOver = false;
  for (let at = 0; at < document.length; ) {
    await slice.rest();
    const next = document.indexOf('<', at);
    const text = document.slice(at, next === -1 ? undefined : next);
    const inside = open.at(-1);
    // Between the children of the root, and outside of it, text says nothing.
    if (open.length > 1 && inside !== undefined) addText(inside, resolveEntities(text));
    if (next === -1) break;
    if (document.startsWith('<!--', next)) at = after(document, '-->', next + 4);
    else if (document.startsWith('<?', next)) at = after(document, '?>', next + 2);
    else if (document.startsWith('<![CDATA[', next)) {
      at = after(document, ']]>', next + 9);
      if (open.length > 1 && inside !== undefined) addText(inside, document.slice(next + 9, at - 3));
    } else if (document.startsWith('<!', next)) throw new ReportError('it declares a document type');
    else {
      at = tagEnd(document, next);
      if (isOver) throw new ReportError('it has several roots');
      const tag = document.slice(next + 1, at - 1);
      if (tag.startsWith('/')) {
        const closed = open.pop();
        if (closed === undefined || closed.name !== localName(tag.slice(1)))
          throw new ReportError(`an element is closed that is not open: ${JSON.stringify(tag.slice(0, 60))}`);
        if (open.length === 1) yield closed;
        if (open.length === 0) isOver = true;
        continue;
      }
      const element: XmlElement = { name: localName(tag), text: '', children: [] };
      if (open.length === 0 && element.name !== rootName) throw new ReportError(`it is no <${rootName}>`);
      if (open.length >= mostDepth) throw new ReportError('its elements are nested too deep');
      if (open.length <= 1) elements = 0;
      elements += 1;
      if (elements > mostElements) throw new ReportError('an element holds too many others');
      if (open.length > 1) inside?.children.push(element);
      if (!tag.endsWith('/')) open.push(element);
      else if (open.length === 1) yield element;
      else if (open.length === 0) isOver = true;
    }
  }
  if (!isOver) throw new ReportError('it ends within an element');
}

/** The first child of that name; `undefined`: there is none. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

/** The text of the first child of that name; `''`: there is none. */
export function textIn(element: XmlElement | undefined, name: string): string {
  return childOf(element, name)?.text.trim() ?? '';
}

function addText(element: XmlElement, text: string): void {
  if (element.text.length + text.length > mostTextLength) throw new ReportError('an element holds too much text');
  element.text += text;
}

function after(document: string, mark: string, from: number): number {
  const at = document.indexOf(mark, from);
  if (at === -1) throw new ReportError(`it ends before ${mark}`);
  return at + mark.length;
}

/** After the `>`; one within quotes is an attribute's. */
function tagEnd(document: string, start: number): number {
  const limit = Math.min(document.length, start + mostTagLength);
  let quote = '';
  for (let at = start + 1; at < limit; at += 1) {
    const character = document[at] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return at + 1;
  }
  throw new ReportError('a tag does not end');
}

function localName(tag: string): string {
  const name = /^[^\s/]+/.exec(tag)?.[0];
  if (name === undefined) throw new ReportError('an element has no name');
  return name.slice(name.indexOf(':') + 1).slice(0, 100);
}

const namedEntities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function resolveEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]{2,4}));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return namedEntities[name as string] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal);
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : '\ufffd';
  });
}
