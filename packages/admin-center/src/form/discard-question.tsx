import { Button, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { useFocusReturn } from '@relais/browser-frame/frame/focus-return.ts';
import { useEffect, useRef } from 'react';
import { useWords } from '../language/words.ts';
import styles from './form.module.css';

/** Asked below a dialog that is closed with something unsaved in it. It has the keyboard; Enter there keeps what was typed. */
export function DiscardQuestion(props: { readonly onDiscard: () => void; readonly onKeep: () => void }) {
  const t = useWords();
  const keep = useRef<HTMLButtonElement>(null);
  useFocusReturn();
  useEffect(() => keep.current?.focus(), []);
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody className={styles.discard ?? ''}>
        {t('form.discardQuestion')}
        <span>
          <Button size="small" onClick={props.onDiscard}>
            {t('form.discard')}
          </Button>
          <Button ref={keep} size="small" appearance="transparent" onClick={props.onKeep}>
            {t('form.keepEditing')}
          </Button>
        </span>
      </MessageBarBody>
    </MessageBar>
  );
}
