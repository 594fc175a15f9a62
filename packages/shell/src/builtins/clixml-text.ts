import { ByteSize, Credential, EnumFlags, SecureText, TimeSpan } from '@relais/management-contract';
import { Hashtable } from '../runtime/hashtable.ts';
import { operationError } from '../runtime/shell-error.ts';
import { ShellObject } from '../runtime/shell-object.ts';
import { toText } from '../runtime/to-text.ts';
import { typeNameOf } from '../runtime/type-names.ts';
import { toMoment } from '../runtime/universal-date.ts';
import type { Value } from '../runtime/values.ts';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  const marked = text.replaceAll(
    /[\0-\x08\x0b-\x1f]/g,
    (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
  );
  return marked.replaceAll(/[&<>"]/g, (character) => escapes[character] ?? character);
}

function unescaped(text: string): string {
  const plain = text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
  return plain.replaceAll(/_x([0-9A-F]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** Objects in PowerShell's serialisation format ([MS-PSRP] §2.2.5), as Export-Clixml writes it. */
export function clixmlOf(items: readonly Value[], depth: number): string {
  const body = items.map((item) => `  ${element(item, depth, '')}\n`).join('');
  return `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">\n${body}</Objs>\n`;
}

function element(value: Value, depth: number, name: string): string {
  const n = name === '' ? '' : ` N="${escaped(name)}"`;
  if (value === null) return `<Nil${n} />`;
  if (typeof value === 'string') return `<S${n}>${escaped(value)}</S>`;
  if (typeof value === 'boolean') return `<B${n}>${value}</B>`;
  if (typeof value === 'number') {
    const tag = !Number.isInteger(value) ? 'Db' : Math.abs(value) <= 2_147_483_647 ? 'I32' : 'I64';
    return `<${tag}${n}>${value}</${tag}>`;
  }
  if (value instanceof Date) return `<DT${n}>${toMoment(value).toISOString()}</DT>`;
  if (value instanceof TimeSpan) return `<TS${n}>${isoDuration(value)}</TS>`;
  if (value instanceof SecureText || value instanceof Credential) {
    throw operationError(
      'SecretNotExported',
      'Secrets are not written to files; leave the property out with Select-Object -ExcludeProperty.',
      'PermissionDenied',
    );
  }
  if (depth < 0) return `<S${n}>${escaped(toText(value))}</S>`;
  if (Array.isArray(value)) {
    return `<Obj${n}><TN><T>System.Object[]</T></TN><LST>${value.map((item) => element(item, depth - 1, '')).join('')}</LST></Obj>`;
  }
  if (value instanceof Hashtable) {
    const entries = value
      .entries()
      .map(([key, held]) => `<En>${element(key, depth - 1, 'Key')}${element(held, depth - 1, 'Value')}</En>`);
    return `<Obj${n}><TN><T>System.Collections.Hashtable</T></TN><DCT>${entries.join('')}</DCT></Obj>`;
  }
  const type = typeNameOf(value);
  if (value instanceof ShellObject) {
    const properties = value.entries().map(([property, held]) => element(held, depth - 1, property));
    return `<Obj${n}><TN><T>${escaped(type)}</T></TN><MS>${properties.join('')}</MS></Obj>`;
  }
  if (value instanceof ByteSize || value instanceof EnumFlags)
    return `<Obj${n}><TN><T>${type}</T></TN><ToString>${escaped(toText(value))}</ToString></Obj>`;
  return `<S${n}>${escaped(toText(value))}</S>`;
}

function isoDuration(value: TimeSpan): string {
  return `${value.milliseconds < 0 ? '-' : ''}PT${Math.abs(value.milliseconds) / 1000}S`;
}

interface Node {
  readonly tag: string;
  readonly name: string;
  readonly children: Node[];
  text: string;
}

/** Reads what `clixmlOf` or PowerShell wrote. @throws OperationError when it is something else. */
export function readClixml(text: string): Value[] {
  const root = parseNodes(text.replace(/^\ufeff/, '').replace(/^<\?xml[^>]*\?>\s*/, ''));
  if (root.tag !== 'Objs') throw wrong('it has no <Objs> element');
  return root.children.map(valueOf);
}

function wrong(reason: string): Error {
  return operationError('InvalidClixml', `The file is no CLIXML: ${reason}.`, 'InvalidData');
}

function parseNodes(text: string): Node {
  const root: Node = { tag: '', name: '', children: [], text: '' };
  const open: Node[] = [root];
  for (const found of text.matchAll(/<(\/?)([\w]+)((?:\s+[\w:]+="[^"]*")*)\s*(\/?)>|([^<]+)/g)) {
    const [, closing, tag = '', attributes = '', selfClosing, content] = found;
    const current = open.at(-1);
    if (current === undefined) throw wrong('an element is closed twice');
    if (content !== undefined) current.text += content;
    else if (closing === '/') {
      if (current.tag !== tag) throw wrong(`<${current.tag}> is closed by </${tag}>`);
      open.pop();
    } else {
      const node: Node = { tag, name: unescaped(/\sN="([^"]*)"/.exec(attributes)?.[1] ?? ''), children: [], text: '' };
      current.children.push(node);
      if (selfClosing !== '/') open.push(node);
      if (open.length > 200) throw wrong('it is nested too deeply');
    }
  }
  if (open.length !== 1) throw wrong('an element is not closed');
  return root.children[0] ?? root;
}

function valueOf(node: Node): Value {
  switch (node.tag) {
    case 'Nil':
      return null;
    case 'S':
    case 'G':
    case 'URI':
    case 'Version':
    case 'C':
    case 'SBK':
      return unescaped(node.text);
    case 'B':
      return node.text === 'true';
    case 'I32':
    case 'I64':
    case 'Db':
    case 'D':
    case 'Sg':
    case 'By':
    case 'I16':
    case 'U32':
    case 'U64':
      return Number(node.text);
    case 'DT':
      return new Date(node.text);
    case 'TS':
      return readDuration(node.text);
    case 'Obj':
      return readObject(node);
    default:
      throw wrong(`<${node.tag}> is not understood`);
  }
}

function readDuration(text: string): TimeSpan {
  const match = /^(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(text);
  if (match === null) throw wrong(`"${text}" is no duration`);
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0'] = match;
  const total = (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return new TimeSpan(sign === '-' ? -total : total);
}

function readObject(node: Node): Value {
  const child = (tag: string): Node | undefined => node.children.find((candidate) => candidate.tag === tag);
  const list = child('LST') ?? child('IE') ?? child('QUE') ?? child('STK');
  if (list !== undefined) return list.children.map(valueOf);
  const table = child('DCT');
  if (table !== undefined) {
    const held = new Hashtable();
    for (const entry of table.children) {
      const part = (name: string): Value => {
        const found = entry.children.find((candidate) => candidate.name === name);
        return found === undefined ? null : valueOf(found);
      };
      held.set(part('Key'), part('Value'));
    }
    return held;
  }
  const properties = [...(child('Props')?.children ?? []), ...(child('MS')?.children ?? [])];
  const text = child('ToString');
  if (properties.length === 0 && text !== undefined) return unescaped(text.text);
  const type = child('TN')?.children[0]?.text ?? 'System.Management.Automation.PSCustomObject';
  const object = new ShellObject(
    type.startsWith('Deserialized.') || type === 'System.Management.Automation.PSCustomObject'
      ? type
      : `Deserialized.${type}`,
  );
  for (const property of properties) object.set(property.name, valueOf(property));
  return object;
}
