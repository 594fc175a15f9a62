import { emptyDocument, XmlNode } from './xml-node.ts';

const deepest = 200;
const entities: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);
const name = String.raw`[\p{L}_:][\p{L}\p{N}_:.·-]*`;
const attribute = String.raw`(${name})\s*=\s*(?:"([^"<]*)"|'([^'<]*)')`;
const token = new RegExp(
  String.raw`<!--(?<comment>[\s\S]*?)-->|<!\[CDATA\[(?<data>[\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<\/(?<closed>${name})\s*>|<(?<opened>${name})(?<attributes>(?:\s+${attribute.replaceAll(/\((?!\?)/g, '(?:')})*)\s*(?<empty>\/?)>|(?<text>[^<]+)`,
  'uy',
);

/**
 * The document of an XML 1.0 text. Document types are refused: nothing is read from elsewhere, and no entity grows.
 * `document`: an empty one to read it into. @throws Error with the line at which it is not well-formed.
 */
export function parseXml(text: string, document: XmlNode = emptyDocument()): XmlNode {
  let current = document;
  let depth = 0;
  token.lastIndex = 0;
  const source = text.replace(/^\uFEFF/, '');
  while (token.lastIndex < source.length) {
    const at = token.lastIndex;
    const line = (): number => source.slice(0, at).split('\n').length;
    const groups = token.exec(source)?.groups;
    if (groups === undefined) {
      const what = source.startsWith('<!DOCTYPE', at) ? 'a document type is not read here' : 'this is not well-formed';
      throw new Error(`${what}: line ${line()}, "${source.slice(at, at + 30).split('\n')[0]}"`);
    }
    const { comment, data, closed, opened, attributes, empty, text: written } = groups;
    if (opened !== undefined) {
      if (current === document && document.elements().length > 0) throw new Error(`a second root: line ${line()}`);
      const element = new XmlNode(opened, current);
      for (const [, key = '', double, single] of (attributes ?? '').matchAll(new RegExp(attribute, 'gu'))) {
        if (element.attributes.has(key)) throw new Error(`"${key}" is given twice: line ${line()}`);
        element.attributes.set(key, plain(double ?? single ?? '', line));
      }
      current.children.push(element);
      if (empty === '/') continue;
      depth += 1;
      if (depth > deepest) throw new Error(`more than ${deepest} elements within one another: line ${line()}`);
      current = element;
    } else if (closed !== undefined) {
      if (closed !== current.name || current.parent === null)
        throw new Error(`<${current.name}> is closed by </${closed}>: line ${line()}`);
      current = current.parent;
      depth -= 1;
    } else if (comment !== undefined) current.children.push({ kind: 'comment', text: comment });
    else if (data !== undefined || (written !== undefined && written.trim() !== '')) {
      if (current === document) throw new Error(`text outside of the root: line ${line()}`);
      current.children.push({ kind: 'text', text: data ?? plain(written ?? '', line) });
    }
  }
  if (current !== document) throw new Error(`<${current.name}> is not closed`);
  if (document.elements().length === 0) throw new Error('there is no element');
  return document;
}

function plain(text: string, line: () => number): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));|&/gi,
    (whole, hex?: string, decimal?: string, named?: string) => {
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      if (Number.isInteger(code) && code > 0 && code <= 0x10_ff_ff) return String.fromCodePoint(code);
      const known = named === undefined ? undefined : entities.get(named);
      if (known === undefined) throw new Error(`"${whole}" stands for nothing: line ${line()}`);
      return known;
    },
  );
}
