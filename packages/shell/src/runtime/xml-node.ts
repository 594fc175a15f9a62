import { ShellObject } from './shell-object.ts';
import type { Value } from './values.ts';

/** A text within an element: what was written between tags, or a comment, which scripts do not see. */
export interface XmlText {
  readonly kind: 'text' | 'comment';
  text: string;
}

/**
 * A document or an element of `[xml]`, with what PowerShell makes of it (about_Types.ps1xml, "XML adapter"): attributes and
 * elements within are properties by their names; several of one name are a list, and one that holds nothing but text is that text.
 */
export class XmlNode extends ShellObject {
  readonly name: string;
  readonly parent: XmlNode | null;
  readonly attributes = new Map<string, string>();
  readonly children: (XmlNode | XmlText)[] = [];

  constructor(name: string, parent: XmlNode | null) {
    super(parent === null ? 'System.Xml.XmlDocument' : 'System.Xml.XmlElement');
    this.name = name;
    this.parent = parent;
  }

  elements(): XmlNode[] {
    return this.children.filter((child) => child instanceof XmlNode);
  }

  get innerText(): string {
    return this.children
      .map((child) => (child instanceof XmlNode ? child.innerText : child.kind === 'text' ? child.text : ''))
      .join('');
  }

  get innerXml(): string {
    return this.children
      .map((child) =>
        child instanceof XmlNode
          ? child.outerXml
          : child.kind === 'text'
            ? escaped(child.text)
            : `<!--${child.text}-->`,
      )
      .join('');
  }

  get outerXml(): string {
    if (this.parent === null) return this.innerXml;
    const attributes = [...this.attributes].map(([name, value]) => ` ${name}="${escaped(value)}"`).join('');
    return this.children.length === 0
      ? `<${this.name}${attributes} />`
      : `<${this.name}${attributes}>${this.innerXml}</${this.name}>`;
  }

  override has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  override get(name: string): Value | undefined {
    const wanted = name.toLowerCase();
    const own = this.entries().find(([known]) => known.toLowerCase() === wanted);
    return own === undefined ? this.#member(wanted) : own[1];
  }

  override names(): string[] {
    return this.entries().map(([name]) => name);
  }

  override entries(): [string, Value][] {
    const held = new Map<string, Value[]>();
    const add = (name: string, value: Value): void => void held.set(name, [...(held.get(name) ?? []), value]);
    for (const [name, value] of this.attributes) add(name, value);
    for (const child of this.elements()) add(child.name, child.#isText() ? child.innerText : child);
    const text = this.children.filter((child) => !(child instanceof XmlNode) && child.kind === 'text');
    if (text.length > 0 && this.parent !== null) add('#text', this.innerTextOfOwn());
    return [...held].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? null) : values]);
  }

  /** An attribute, the text of an element within, or `InnerText`; what is not there is not made, as in PowerShell. */
  override set(name: string, value: Value): void {
    const text = typeof value === 'string' ? value : String(value ?? '');
    const wanted = name.toLowerCase();
    const attribute = [...this.attributes.keys()].find((known) => known.toLowerCase() === wanted);
    const element = this.elements().find((child) => child.name.toLowerCase() === wanted);
    if (attribute !== undefined) this.attributes.set(attribute, text);
    else if (element !== undefined) element.setText(text);
    else if (wanted === 'innertext' || wanted === '#text') this.setText(text);
    else super.set(name, value);
  }

  setText(text: string): void {
    this.children.splice(0, Infinity, { kind: 'text', text });
  }

  override copy(): ShellObject {
    return ShellObject.custom(Object.fromEntries(this.entries()));
  }

  private innerTextOfOwn(): string {
    return this.children
      .flatMap((child) => (child instanceof XmlNode || child.kind === 'comment' ? [] : [child.text]))
      .join('');
  }

  /** PowerShell shows it as its text. */
  #isText(): boolean {
    return this.attributes.size === 0 && this.elements().length === 0;
  }

  #member(wanted: string): Value | undefined {
    const elements = this.elements();
    switch (wanted) {
      case 'innertext':
        return this.innerText;
      case 'innerxml':
        return this.innerXml;
      case 'outerxml':
        return this.outerXml;
      case 'name':
      case 'localname':
        return wanted === 'name' ? this.name : (this.name.split(':').at(-1) ?? '');
      case 'childnodes':
        return elements;
      case 'haschildnodes':
        return this.children.length > 0;
      case 'firstchild':
        return elements[0] ?? null;
      case 'lastchild':
        return elements.at(-1) ?? null;
      case 'parentnode':
        return this.parent;
      case 'nodetype':
        return this.parent === null ? 'Document' : 'Element';
      case 'documentelement':
        return this.parent === null ? (elements[0] ?? null) : undefined;
      default:
        return undefined;
    }
  }
}

/** `New-Object System.Xml.XmlDocument`: LoadXml fills it. */
export function emptyDocument(): XmlNode {
  return new XmlNode('#document', null);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
