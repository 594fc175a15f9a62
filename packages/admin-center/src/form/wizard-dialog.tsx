import { Button, Dialog, DialogSurface, MessageBar, MessageBarBody, Tooltip } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons';
import { useFocusReturn } from '@relais/browser-frame/frame/focus-return.ts';
import { isSessionOver } from '@relais/browser-frame/server/request.ts';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useWords } from '../language/words.ts';
import type { Command } from '../server/command-line.ts';
import { CommandSwitch } from './command-switch.tsx';
import { CommandLines } from './command-lines.tsx';
import { DiscardQuestion } from './discard-question.tsx';
import { firstField, firstWrongField } from './first-field.ts';
import styles from './form.module.css';
import { RefusedFieldContext, refusalWords, refusedField } from './refused-field.ts';
import { SectionContext, type ShownField, ShownFieldsContext, shownFieldOf } from './shown-field.ts';
import { StillWaiting } from './still-waiting.tsx';
import { isStillThere, UnaddedContext, useUnaddedTexts } from './unadded.ts';
import { useUnsaved } from './use-unsaved.ts';

export interface WizardStep {
  readonly title: string;
  readonly content: ReactNode;
  /** What is missing here yet; nobody gets past it. */
  readonly problem: string | null;
}

/** Exchange's wizard: one question after the other, Back and Next, Finish at the end. */
export function WizardDialog(props: {
  readonly title: string;
  readonly steps: readonly WizardStep[];
  readonly commands: readonly Command[];
  /** Runs the commands. @throws what refused; its message is shown. */
  readonly onFinish: () => Promise<unknown>;
  readonly onClose: () => void;
}) {
  const t = useWords();
  const titleId = useId();
  const [index, setIndex] = useState(0);
  const [wasTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  // Enter twice in a field comes before the dialog is drawn anew.
  const isFinishing = useRef(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [refused, setRefused] = useState<ReturnType<typeof refusedField>>(null);
  const [showsCommand, setShowsCommand] = useState(false);
  const [isTouched, setTouched] = useState(false);
  const [asksToDiscard, setAsksToDiscard] = useState(false);
  const panel = useRef<HTMLDivElement>(null);
  const [shownFields] = useState(() => new Map<string, ShownField>());
  useFocusReturn();
  const step = props.steps[index];
  const unadded = useUnaddedTexts(() => {
    setTouched(true);
    setRefused(null);
  });
  const isLast = index === props.steps.length - 1;
  const isComplete = props.steps.every(({ problem }) => problem === null);

  // Every step begins in its first field, the first one as well.
  useEffect(() => {
    const soon = requestAnimationFrame(() => {
      const { current } = panel;
      if (current !== null && index >= 0) (firstWrongField(current) ?? firstField(current) ?? current).focus();
    });
    return () => cancelAnimationFrame(soon);
  }, [index]);

  const keepEditing = () => setAsksToDiscard(false);

  // What the server said against a field: to it.
  useEffect(() => {
    if (refused !== null && panel.current !== null) firstWrongField(panel.current)?.focus();
  }, [refused]);

  function close() {
    if (isBusy) return;
    if (isTouched) setAsksToDiscard(true);
    else props.onClose();
  }
  useUnsaved(isTouched, close);

  function goTo(next: number) {
    setTried(false);
    setRefusal(null);
    setIndex(next);
  }

  async function goOn() {
    if (isFinishing.current) return;
    const { current } = panel;
    const { refused: typed } = unadded;
    const isTyped = typed?.section === String(index) && isStillThere(typed, String(index), current);
    if (step === undefined || step.problem !== null || isTyped) {
      setTried(true);
      if (current !== null) (firstWrongField(current) ?? firstField(current))?.focus();
      return;
    }
    if (!isLast) {
      goTo(index + 1);
      return;
    }
    isFinishing.current = true;
    setBusy(true);
    setRefusal(null);
    setRefused(null);
    try {
      await props.onFinish();
      props.onClose();
    } catch (cause) {
      if (isSessionOver(cause)) return;
      const about = refusedField(cause, shownFields, t);
      const field = shownFieldOf(shownFields, about);
      setRefusal(refusalWords(cause, field, about, t));
      setRefused(about);
      if (field !== undefined) setIndex(Number(field.section));
    } finally {
      isFinishing.current = false;
      setBusy(false);
    }
  }

  return (
    <Dialog open modalType="modal" onOpenChange={(_, { open }) => !open && (asksToDiscard ? keepEditing() : close())}>
      <DialogSurface className={styles.surface} aria-labelledby={titleId}>
        <div className={styles.header}>
          <div>
            <h2 id={titleId}>{props.title}</h2>
            <p>{t('form.step', { step: index + 1, steps: props.steps.length, title: step?.title ?? '' })}</p>
          </div>
          <Tooltip content={t('close')} relationship="label">
            <Button appearance="subtle" icon={<DismissRegular />} disabledFocusable={isBusy} onClick={close} />
          </Tooltip>
        </div>
        <div className={styles.middle}>
          <div
            ref={panel}
            className={styles.panel}
            role="group"
            aria-label={step?.title ?? ''}
            tabIndex={0}
            aria-busy={isBusy}
            onInput={() => {
              setTouched(true);
              setRefused(null);
            }}
          >
            <form
              className={styles.form}
              noValidate
              onSubmit={(event) => {
                event.preventDefault();
                void goOn();
              }}
            >
              <ShownFieldsContext value={shownFields}>
                <SectionContext value={String(index)}>
                  <RefusedFieldContext value={refused}>
                    <UnaddedContext value={unadded.texts}>{step?.content}</UnaddedContext>
                  </RefusedFieldContext>
                </SectionContext>
              </ShownFieldsContext>
              <button type="submit" hidden tabIndex={-1} />
            </form>
          </div>
        </div>
        <div className={styles.messages} role="status">
          {asksToDiscard && <DiscardQuestion onDiscard={props.onClose} onKeep={keepEditing} />}
          {isBusy && <StillWaiting />}
          {wasTried && step?.problem != null && (
            <MessageBar intent="error">
              <MessageBarBody>{step.problem}</MessageBarBody>
            </MessageBar>
          )}
          {refusal !== null && (
            <MessageBar intent="error" layout="multiline">
              <MessageBarBody>{refusal}</MessageBarBody>
            </MessageBar>
          )}
          {showsCommand && <CommandLines commands={isComplete ? props.commands : []} />}
        </div>
        <div className={styles.footer}>
          <CommandSwitch on={showsCommand} onChange={setShowsCommand} />
          <Button disabled={index === 0 || isBusy} onClick={() => goTo(index - 1)}>
            {t('form.back')}
          </Button>
          <Button appearance="primary" disabledFocusable={isBusy} onClick={() => void goOn()}>
            {isLast ? t('form.finish') : t('form.next')}
          </Button>
          <Button disabledFocusable={isBusy} onClick={close}>
            {t('cancel')}
          </Button>
        </div>
      </DialogSurface>
    </Dialog>
  );
}
