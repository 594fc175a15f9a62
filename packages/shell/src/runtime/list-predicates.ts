import { toBoolean } from './convert-boolean.ts';
import type { Context, Engine } from './engine.ts';
import type { ScriptBlock, Value } from './values.ts';

/**
 * `$list.Find({ … })`, `FindAll`, `FindIndex`, `Exists`, `TrueForAll` and `RemoveAll` of .NET's lists: the block gets each item as its
 * argument. `undefined` for other names.
 */
export async function listPredicate(
  engine: Engine,
  list: Value[],
  name: string,
  block: ScriptBlock,
  context: Context,
): Promise<Value | undefined> {
  const holds = async (item: Value): Promise<boolean> => {
    const output: Value[] = [];
    await engine.runBlock(block, context, { arguments: [item], item, emit: async (value) => void output.push(value) });
    return toBoolean(output);
  };
  // What the block does to the list does not concern this pass.
  const items = [...list];
  const firstThat = async (wanted: boolean): Promise<number> => {
    for (const [index, item] of items.entries()) if ((await holds(item)) === wanted) return index;
    return -1;
  };
  const all = async (wanted: boolean): Promise<Value[]> => {
    const found: Value[] = [];
    for (const item of items) if ((await holds(item)) === wanted) found.push(item);
    return found;
  };
  switch (name.toLowerCase()) {
    case 'find':
      return list[await firstThat(true)] ?? null;
    case 'findindex':
      return await firstThat(true);
    case 'exists':
      return (await firstThat(true)) !== -1;
    case 'trueforall':
      return (await firstThat(false)) === -1;
    case 'findall':
      return await all(true);
    case 'removeall': {
      const kept = await all(false);
      const gone = list.length - kept.length;
      list.splice(0, list.length, ...kept);
      return gone;
    }
    default:
      return undefined;
  }
}
