import { Checkbox } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useWords } from '../language/words.ts';
import styles from './form.module.css';

/** A field that counts only while its tick is set. */
export function TickedField(props: {
  readonly name: string;
  readonly isTicked: boolean;
  readonly onTick: (on: boolean) => void;
  readonly children: ReactNode;
}) {
  const t = useWords();
  return (
    <div className={styles.ticked}>
      <Checkbox
        label={t('list.change', { name: props.name })}
        checked={props.isTicked}
        onChange={(_, { checked }) => props.onTick(checked === true)}
      />
      {props.isTicked && props.children}
    </div>
  );
}
