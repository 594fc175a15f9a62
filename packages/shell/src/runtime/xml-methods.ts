import { parseXml } from './parse-xml.ts';
import { operationError } from './shell-error.ts';
import { toText } from './to-text.ts';
import type { Value } from './values.ts';
import type { XmlNode } from './xml-node.ts';
import { selectXml } from './xml-path.ts';

export const xmlMethods: Readonly<Record<string, (node: XmlNode, given: readonly Value[]) => Value>> = {
  SelectNodes: (node, given) => selectXml(node, toText(given[0] ?? null)),
  SelectSingleNode: (node, given) => selectXml(node, toText(given[0] ?? null))[0] ?? null,
  GetAttribute: (node, given) => node.attributes.get(toText(given[0] ?? null)) ?? '',
  HasAttribute: (node, given) => node.attributes.has(toText(given[0] ?? null)),
  SetAttribute: (node, given) => {
    node.attributes.set(toText(given[0] ?? null), toText(given[1] ?? null));
    return null;
  },
  GetElementsByTagName: (node, given) => selectXml(node, `.//${toText(given[0] ?? null)}`),
  LoadXml: (node, given) => {
    node.children.length = 0;
    try {
      parseXml(toText(given[0] ?? null), node);
    } catch (cause) {
      node.children.length = 0;
      throw operationError(
        'XmlException',
        `Exception calling "LoadXml" with "1" argument(s): "${(cause as Error).message}"`,
        'NotSpecified',
      );
    }
    return null;
  },
  Save: () => {
    throw notHere('Save', '$xml.OuterXml | Set-Content -Path FILE');
  },
  Load: () => {
    throw notHere('Load', '[xml]$xml = Get-Content -Path FILE -Raw');
  },
};

function notHere(name: string, instead: string): Error {
  return operationError(
    'MethodNotSupported',
    `${name}() reaches no files from here. Use: ${instead}`,
    'NotImplemented',
    name,
  );
}
