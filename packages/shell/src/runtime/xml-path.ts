import { operationError } from './shell-error.ts';
import type { XmlNode } from './xml-node.ts';

const step = String.raw`(?:\*|\.\.?|[\p{L}_][\p{L}\p{N}_:.-]*)`;
const test = String.raw`\[(?:(\d+)|(@?)([\p{L}_][\p{L}\p{N}_:.-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?)\]`;
const part = new RegExp(
  String.raw`(\/\/|\/)?(?:@([\p{L}_][\p{L}\p{N}_:.-]*)|(${step})((?:${test.replaceAll(/\((?!\?)/g, '(?:')})*))`,
  'uy',
);

/**
 * What an XPath names from a node: names, `*`, `.`, `..`, `//`, and in brackets a number, an attribute or element, or its value
 * (`//server[@name='CAS01']/timeout`); `@name` at its end gives texts.
 * @throws OperationError for all else of XPath.
 */
export function selectXml(from: XmlNode, path: string): (XmlNode | string)[] {
  const wanted = path.trim();
  let found: XmlNode[] = [wanted.startsWith('/') ? rootOf(from) : from];
  part.lastIndex = 0;
  for (let isFirst = true; part.lastIndex < wanted.length; isFirst = false) {
    const [, slash, attribute, name, tests = ''] = part.exec(wanted) ?? [];
    if ((attribute === undefined && name === undefined) || (slash === undefined && !isFirst)) throw notUnderstood(path);
    const within = slash === '//' ? unique(found.flatMap((node) => [node, ...below(node)])) : found;
    if (attribute !== undefined) {
      if (part.lastIndex < wanted.length) throw notUnderstood(path);
      return within.flatMap((node) => node.attributes.get(attribute) ?? []);
    }
    found = unique(within.flatMap((node) => narrowed(stepFrom(node, name ?? ''), tests)));
  }
  return found;
}

function stepFrom(node: XmlNode, name: string): XmlNode[] {
  if (name === '.') return [node];
  if (name === '..') return node.parent === null ? [] : [node.parent];
  return node.elements().filter((child) => name === '*' || child.name === name);
}

function narrowed(nodes: XmlNode[], tests: string): XmlNode[] {
  let left = nodes;
  for (const [, place, at, name = '', double, single] of tests.matchAll(new RegExp(test, 'gu'))) {
    const value = double ?? single;
    if (place !== undefined) left = left.slice(Number(place) - 1, Number(place));
    else
      left = left.filter((node) => {
        const texts =
          at === '@'
            ? [node.attributes.get(name)].filter((text) => text !== undefined)
            : node.elements().flatMap((child) => (child.name === name ? [child.innerText] : []));
        return value === undefined ? texts.length > 0 : texts.includes(value);
      });
  }
  return left;
}

function below(node: XmlNode): XmlNode[] {
  return node.elements().flatMap((child) => [child, ...below(child)]);
}

function rootOf(node: XmlNode): XmlNode {
  let root = node;
  while (root.parent !== null) root = root.parent;
  return root;
}

function unique(nodes: readonly XmlNode[]): XmlNode[] {
  return [...new Set(nodes)];
}

function notUnderstood(path: string): Error {
  return operationError(
    'XPathNotSupported',
    `"${path}" is more of XPath than is understood here: names, *, //, [1], [@name='value'], [name='value'] and @name at the end. Where-Object finds the rest.`,
    'InvalidArgument',
    path,
  );
}
