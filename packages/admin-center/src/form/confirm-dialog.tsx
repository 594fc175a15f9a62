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
import { errorText } from '../language/error-text.ts';
import { useWords } from '../language/words.ts';
import { BulkProgress } from '../list/bulk-progress.tsx';
import type { Command } from '../server/command-line.ts';
import { BulkReportBar } from './bulk-report.tsx';
import { CommandLines } from './command-lines.tsx';
import styles from './form.module.css';
import { StillWaiting } from './still-waiting.tsx';
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

  const { report } = steps;
  // The button that had the focus is gone: what would have none is hidden from those who listen.
  useEffect(() => {
    if (report !== null) cancel.current?.focus();
  }, [report]);

  async function go(commands: readonly Command[]) {
    setBusy(true);
    setRefusal(null);
    try {
      if ((await steps.run(commands)) !== null) props.onClose();
    } catch (cause) {
      setRefusal(cause instanceof Error ? errorText(cause, t) : String(cause));
    }
    setBusy(false);
  }

  return (
    <Dialog open modalType="alert" onOpenChange={(_, { open }) => !open && !isBusy && props.onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{props.title}</DialogTitle>
          <DialogContent aria-busy={isBusy}>
            {props.text}
            <details className={styles.hint}>
              <summary>{t('form.showCommand')}</summary>
              <CommandLines commands={props.commands} />
            </details>
            {isBusy && steps.progress === null && <StillWaiting />}
            {steps.progress !== null && <BulkProgress {...steps.progress} />}
            {report !== null && <BulkReportBar report={report} onRun={(commands) => void go(commands)} />}
            {refusal !== null && (
              <MessageBar intent="error" layout="multiline">
                <MessageBarBody>{refusal}</MessageBarBody>
              </MessageBar>
            )}
          </DialogContent>
          <DialogActions>
            {report === null && (
              <Button appearance="primary" disabledFocusable={isBusy} onClick={() => void go(props.commands)}>
                {props.action}
              </Button>
            )}
            <Button ref={cancel} disabledFocusable={isBusy} onClick={props.onClose}>
              {t(report === null ? 'cancel' : 'close')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
