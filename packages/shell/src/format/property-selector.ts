import type { Context, Engine, ShellFace } from '../runtime/engine.ts';
import { Hashtable } from '../runtime/hashtable.ts';
import { propertyNames, propertyOf } from '../runtime/properties.ts';
import { operationError } from '../runtime/shell-error.ts';
import { toText } from '../runtime/to-text.ts';
import { ScriptBlock, type Value } from '../runtime/values.ts';
import { hasWildcard, wildcardTest } from '../runtime/wildcard.ts';

/** One entry of `-Property`: a name, a wildcard, a script block or a calculated property. */
export interface PropertySelector {
  readonly label: string;
  /** A name or pattern of the object's own properties, or a block that computes. */
  readonly source: string | ScriptBlock;
  readonly alignment: 'left' | 'right' | 'center' | null;
  readonly width: number | null;
  readonly format: string | null;
  /** For Sort-Object. */
  readonly descending: boolean | null;
}

/** Reads `-Property`. @throws OperationError for keys of a calculated property that do not exist. */
export function readSelectors(given: readonly Value[]): PropertySelector[] {
  return given.flatMap((item) => (Array.isArray(item) ? readSelectors(item) : [readSelector(item)]));
}

const keys = ['name', 'label', 'expression', 'formatstring', 'width', 'alignment', 'descending', 'ascending'] as const;

function readSelector(item: Value): PropertySelector {
  const plain = { alignment: null, width: null, format: null, descending: null };
  if (item instanceof ScriptBlock) return { label: item.text.trim(), source: item, ...plain };
  if (!(item instanceof Hashtable)) return { label: toText(item), source: toText(item), ...plain };
  const facts = new Map<string, Value>();
  for (const [key, value] of item.entries()) {
    const wanted = toText(key).toLowerCase();
    const found = wanted === '' ? undefined : keys.find((candidate) => candidate.startsWith(wanted));
    if (found === undefined) {
      throw operationError(
        'DictionaryKeyUnknown',
        `The key "${toText(key)}" of a calculated property is not known; Name, Label, Expression, FormatString, Width and Alignment are.`,
        'InvalidArgument',
      );
    }
    facts.set(found, value);
  }
  const expression = facts.get('expression') ?? null;
  const source = expression instanceof ScriptBlock ? expression : toText(expression);
  const label =
    facts.get('name') ?? facts.get('label') ?? (expression instanceof ScriptBlock ? expression.text.trim() : source);
  const alignment = toText(facts.get('alignment') ?? '').toLowerCase();
  const width = facts.get('width');
  return {
    label: label instanceof ScriptBlock ? label.text : toText(label),
    source,
    alignment: alignment === 'right' || alignment === 'left' || alignment === 'center' ? alignment : null,
    width: typeof width === 'number' ? width : null,
    format: facts.has('formatstring') ? toText(facts.get('formatstring') ?? null) : null,
    descending: facts.has('descending')
      ? facts.get('descending') === true
      : facts.has('ascending')
        ? facts.get('ascending') !== true
        : null,
  };
}

/** The selectors that an object answers: wildcards become its property names, in their own order and spelling. */
export function expandSelectors(selectors: readonly PropertySelector[], value: Value): PropertySelector[] {
  const names = propertyNames(value);
  const seen = new Set<string>();
  return selectors.flatMap((selector) => {
    const { source } = selector;
    if (typeof source !== 'string') return [selector];
    if (hasWildcard(source)) {
      const test = wildcardTest(source);
      return names
        .filter((name) => test(name) && !seen.has(name))
        .map((name) => {
          seen.add(name);
          return { ...selector, label: name, source: name };
        });
    }
    const own = names.find((name) => name.toLowerCase() === source.toLowerCase());
    if (own !== undefined) seen.add(own);
    return [own !== undefined && selector.label === source ? { ...selector, label: own, source: own } : selector];
  });
}

/**
 * The value that a selector gives for an object. An error within a computed one gives `$null` and stands in `$Error`, and is not shown, as
 * in PowerShell: `@{n='MB';e={$_.TotalItemSize.Value.ToMB()}}` meets objects without the property.
 */
export async function selectedValue(
  selector: PropertySelector,
  value: Value,
  engine: Engine,
  context: Context,
): Promise<Value> {
  if (typeof selector.source === 'string') return propertyOf(value, selector.source) ?? null;
  const output: Value[] = [];
  await engine.runBlock(
    selector.source,
    { ...context, isGuarded: false, face: withoutErrors(context.face) },
    {
      item: value,
      sharesScope: true,
      emit: async (item) => void output.push(item),
    },
  );
  return output.length === 0 ? null : output.length === 1 ? (output[0] ?? null) : output;
}

const silenced = new WeakMap<ShellFace, ShellFace>();

function withoutErrors(face: ShellFace): ShellFace {
  const known = silenced.get(face);
  if (known !== undefined) return known;
  const quiet: ShellFace = Object.create(face, { error: { value: () => {} } });
  silenced.set(face, quiet);
  return quiet;
}
