import { parseXml } from './parse-xml.ts';
import type { FileAccess } from './file-access.ts';
import { propertyOf } from './properties.ts';
import { operationError } from './shell-error.ts';
import { toText } from './to-text.ts';
import type { Value } from './values.ts';
import { withFile } from './with-file.ts';
import { XmlNode } from './xml-node.ts';
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
};

/** `$xml.Save(path)` and `$xml.Load(path)`; `undefined`: it is none of them. @throws OperationError naming the path. */
export async function xmlFileMethod(
  target: Value,
  name: string,
  given: readonly Value[],
  files: FileAccess | null,
): Promise<Value | undefined> {
  const wanted = name.toLowerCase();
  if (!(target instanceof XmlNode) || (wanted !== 'save' && wanted !== 'load')) return undefined;
  const path = toText(given[0] ?? null);
  if (files === null)
    throw operationError('FileAccessDenied', 'This shell has no access to files.', 'PermissionDenied', path);
  if (wanted === 'save') {
    const text = toText(propertyOf(target, 'OuterXml') ?? null);
    await withFile(path, async () => await files.write(path, `${text}\n`));
    return null;
  }
  return callLoadXml(target, (await withFile(path, async () => await files.readText(path))).replace(/^\ufeff/, ''));
}

function callLoadXml(node: XmlNode, text: string): Value {
  return xmlMethods.LoadXml?.(node, [text]) ?? null;
}
