import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  MessageBar,
  MessageBarBody,
} from '@fluentui/react-components';
import { useFocusReturn } from '@relais/browser-frame/frame/focus-return.ts';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useWords } from '../language/words.ts';
import { BulkProgress } from '../list/bulk-progress.tsx';
import { type Command, commandLine } from '../server/command-line.ts';
import { CommandLines } from './command-lines.tsx';
import styles from './form.module.css';
import { useSteps } from './use-steps.ts';

/**
 * Asks before something that cannot be taken back, says what it means and which lines it will run, and runs them.
 * Many lines show how far they are and can be stopped.
 */
export function ConfirmDialog(props: {
  readonly title: string;
  readonly text: ReactNode;
  readonly action: string;
  readonly commands: readonly Command[];
  readonly onClose: () => void;
}) {
  const t = useWords();
  const steps = useSteps();
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  useFocusReturn();

  // What cannot be taken back is not what a key that is pressed once too often does.
  useEffect(() => {
    const soon = requestAnimationFrame(() => cancel.current?.focus());
    return () => cancelAnimationFrame(soon);
  }, []);

  async function go() {
    setBusy(true);
    setRefusal(null);
    try {
      if ((await steps.run(props.commands)) === null) {
        setBusy(false);
        setRefusal(t('list.stopped'));
      } else props.onClose();
    } catch (cause) {
      setBusy(false);
      setRefusal(cause instanceof Error ? cause.message : String(cause));
    }
  }

  return (
    <Dialog open modalType="alert" onOpenChange={(_, { open }) => !open && !isBusy && props.onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{props.title}</DialogTitle>
          <DialogContent>
            {props.text}
            <details className={styles.hint}>
              <summary>{t('form.showCommand')}</summary>
              <CommandLines lines={props.commands.map(commandLine)} />
            </details>
            {steps.progress !== null && <BulkProgress {...steps.progress} />}
            {refusal !== null && (
              <MessageBar intent="error" layout="multiline">
                <MessageBarBody>{refusal}</MessageBarBody>
              </MessageBar>
            )}
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" disabledFocusable={isBusy} onClick={() => void go()}>
              {props.action}
            </Button>
            <Button ref={cancel} onClick={props.onClose}>
              {t('cancel')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
