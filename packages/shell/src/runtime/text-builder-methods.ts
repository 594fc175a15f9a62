import { toNumber } from './convert-number.ts';
import { formatComposite } from './format-value.ts';
import type { TextBuilder } from './text-builder.ts';
import { toText } from './to-text.ts';
import type { Value } from './values.ts';

export const textBuilderMethods: Readonly<Record<string, (builder: TextBuilder, given: readonly Value[]) => Value>> = {
  Append: (builder, given) => builder.append(toText(given[0] ?? null)),
  AppendLine: (builder, given) => builder.append(`${toText(given[0] ?? null)}\n`),
  AppendFormat: (builder, given) => builder.append(formatComposite(toText(given[0] ?? null), given.slice(1))),
  Clear: (builder) => {
    builder.text = '';
    return builder;
  },
  Replace: (builder, given) => {
    builder.text = builder.text.replaceAll(toText(given[0] ?? null), () => toText(given[1] ?? null));
    return builder;
  },
  Insert: (builder, given) => {
    const at = toNumber(given[0] ?? null);
    builder.text = builder.text.slice(0, at) + toText(given[1] ?? null) + builder.text.slice(at);
    return builder;
  },
  ToString: (builder) => builder.text,
};
