import type { Builtin } from '../runtime/builtin.ts';
import { parseXml } from '../runtime/parse-xml.ts';
import { propertiesOf } from '../runtime/properties.ts';
import { ShellObject } from '../runtime/shell-object.ts';
import { toText } from '../runtime/to-text.ts';
import { typeNameOf } from '../runtime/type-names.ts';
import type { Value } from '../runtime/values.ts';
import { inputItems } from './input-items.ts';

export const convertToXml: Builtin = {
  name: 'ConvertTo-Xml',
  synopsis: {
    en: 'Makes a document of XML of objects: one element for each, and one for each property.',
    fr: 'Fait des objets un document XML : un élément par objet, et un par propriété.',
  },
  parameters: [
    { name: 'InputObject', type: 'any', position: 1, pipeline: true },
    { name: 'As', type: 'text', values: ['Document', 'String', 'Stream'] },
    { name: 'Depth', type: 'number' },
    { name: 'NoTypeInformation', type: 'switch' },
  ],
  examples: [
    'Get-Mailbox | Select-Object Name,Alias | ConvertTo-Xml -As String | Set-Content mailboxes.xml',
    '(Get-Queue | ConvertTo-Xml).Objects.Object.Count',
  ],
  start: (invocation, given) => {
    const items: Value[] = [];
    return {
      process: async (input) => {
        items.push(...inputItems(input, given));
      },
      end: async () => {
        const depth = given.number('Depth') ?? 1;
        const typed = !given.flag('NoTypeInformation');
        const elements = items.map((item) => element('Object', null, item, { depth, typed, indent: '  ' }));
        const [declaration, begin, end] = ['<?xml version="1.0" encoding="utf-8"?>', '<Objects>', '</Objects>'];
        const form = given.text('As') ?? 'Document';
        if (form === 'Stream') {
          for (const line of [declaration, begin, ...elements, end]) await invocation.emit(line);
          return;
        }
        const text = [declaration, begin, ...elements, end].join('\n');
        await invocation.emit(form === 'String' ? text : parseXml(text));
      },
    };
  },
};

interface How {
  readonly depth: number;
  readonly typed: boolean;
  readonly indent: string;
}

/** A value as an element: a list holds one for each item, an object one for each property while the depth lasts. */
function element(tag: string, name: string | null, value: Value, how: How): string {
  const attributes =
    (name === null ? '' : ` Name="${attribute(name)}"`) +
    (how.typed && value !== null ? ` Type="${attribute(typeNameOf(value))}"` : '');
  const opened = `${how.indent}<${tag}${attributes}`;
  if (value === null) return `${opened} />`;
  const within = { ...how, depth: how.depth - 1, indent: `${how.indent}  ` };
  const parts = Array.isArray(value)
    ? value.map((item) => element('Property', null, item, within))
    : value instanceof ShellObject && how.depth > 0
      ? propertiesOf(value).map(([property, held]) => element('Property', property, held, within))
      : null;
  if (parts === null) return `${opened}>${escaped(toText(value))}</${tag}>`;
  return parts.length === 0 ? `${opened} />` : `${opened}>\n${parts.join('\n')}\n${how.indent}</${tag}>`;
}

const attribute = (text: string): string => escaped(text).replaceAll('"', '&quot;');

const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Characters that XML does not have are left out. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll(/[&<>]/g, (mark) => marks[mark] ?? mark);
}
