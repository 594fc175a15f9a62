import { MessageBar, MessageBarBody } from '@fluentui/react-components';
import { createContext, useContext, useEffect } from 'react';
import { useWords } from '../language/words.ts';
import type { DraftValue, Moved } from './draft.ts';

/** How a field calls itself and writes its values. */
interface ShownField {
  readonly label: string;
  readonly write: (value: DraftValue) => string;
}

/** The fields of a dialog that were on the page, by the parameter that each stands for; filled by the fields themselves. */
export const ShownFieldsContext = createContext<Map<string, ShownField> | null>(null);

export function useShownField(name: string, label: string, write: ShownField['write'] = String): void {
  const fields = useContext(ShownFieldsContext);
  useEffect(() => {
    fields?.set(name, { label, write });
  });
}

/** The same thing, however often it is found. */
export function movedKey({ name, now }: Moved): string {
  return JSON.stringify([name, now]);
}

/** What was changed elsewhere of that which somebody is about to change here. */
export function MovedBanner(props: {
  readonly moved: readonly Moved[];
  readonly fields: ReadonlyMap<string, ShownField>;
}) {
  const t = useWords();
  const written = (name: string, value: DraftValue): string =>
    props.fields.get(name)?.write(value).trim() || (value === '' ? t('form.nothing') : String(value));
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        {t('form.moved')}
        {props.moved.map(({ name, before, now }) => (
          <div key={name}>
            {t('form.movedField', {
              label: props.fields.get(name)?.label ?? name,
              before: written(name, before),
              now: written(name, now),
            })}
          </div>
        ))}
      </MessageBarBody>
    </MessageBar>
  );
}
