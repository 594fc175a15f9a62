import { MessageBar, MessageBarBody } from '@fluentui/react-components';
import { useWords } from '../language/words.ts';
import type { DraftValue, Moved } from './draft.ts';
import type { ShownField } from './shown-field.ts';

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
        {props.moved.map(({ name, label, before, now }) => (
          <div key={name}>
            {t('form.movedField', {
              label: label ?? props.fields.get(name)?.label ?? name,
              before: written(name, before),
              now: written(name, now),
            })}
          </div>
        ))}
      </MessageBarBody>
    </MessageBar>
  );
}
