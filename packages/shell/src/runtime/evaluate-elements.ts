import type { CommandNode, Expression } from '../language/nodes.ts';
import type { Context, Engine, EvaluatedElement } from './engine.ts';
import { Hashtable } from './hashtable.ts';
import { toText } from './to-text.ts';
import type { Value } from './values.ts';

/** What is written behind a command's name, with its values; a splatted variable becomes its elements. */
export async function evaluateElements(
  engine: Engine,
  node: CommandNode,
  context: Context,
): Promise<EvaluatedElement[]> {
  const elements: EvaluatedElement[] = [];
  for (const element of node.elements) {
    if (element.kind === 'parameter') {
      const value = element.value === null ? undefined : await engine.evaluate(element.value, context);
      elements.push({
        kind: 'parameter',
        name: element.name,
        value,
        written: writtenWord(element.value),
        extent: element.extent,
      });
    } else if (element.value.kind === 'splat')
      elements.push(...splat(context.scope.get(element.value.name) ?? null, element.value));
    else {
      const value = await engine.evaluate(element.value, context);
      elements.push({ kind: 'argument', name: '', value, written: writtenWord(element.value), extent: element.extent });
    }
  }
  return elements;
}

function writtenWord(node: Expression | null): string | null {
  if (node?.kind === 'number') return node.text;
  return node?.kind === 'string' ? node.value : null;
}

function splat(value: Value, node: Expression & { kind: 'splat' }): EvaluatedElement[] {
  const { extent } = node;
  if (value instanceof Hashtable) {
    return value
      .entries()
      .map(([key, held]) => ({ kind: 'parameter', name: toText(key), value: held, written: null, extent }));
  }
  const items = Array.isArray(value) ? value : value === null ? [] : [value];
  return items.map((item) => ({ kind: 'argument', name: '', value: item, written: null, extent }));
}
