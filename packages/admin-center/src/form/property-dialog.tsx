import {
  Button,
  Dialog,
  DialogSurface,
  MessageBar,
  MessageBarBody,
  Spinner,
  Tab,
  TabList,
  Tooltip,
} from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons';
import { useFocusReturn } from '@relais/browser-frame/frame/focus-return.ts';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, use, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { useIsNarrowWindow } from '../frame/narrow-window.ts';
import { useWords } from '../language/words.ts';
import type { Command } from '../server/command-line.ts';
import { HalfDone, useRun } from '../server/use-run.ts';
import { isSessionOver, sessionEndings } from '@relais/browser-frame/server/request.ts';
import { OutsideScopeContext } from '../server/outside-context.ts';
import { lookAgain } from '../server/list-rows.ts';
import { WhatIf } from './what-if.tsx';
import { CommandSwitch } from './command-switch.tsx';
import { CommandLines } from './command-lines.tsx';
import { DiscardQuestion } from './discard-question.tsx';
import type { Moved } from './draft.ts';
import { firstField, firstWrongField } from './first-field.ts';
import styles from './form.module.css';
import { GoneBanner, GoneName } from './gone-banner.tsx';
import { MovedBanner, movedKey } from './moved-fields.tsx';
import { RefusedFieldContext, refusalWords, refusedField } from './refused-field.ts';
import {
  SectionContext,
  type ShownField,
  ShownFieldsContext,
  shownFieldOf,
  WasTriedContext,
  wrongFieldOf,
} from './shown-field.ts';
import { StillWaiting } from './still-waiting.tsx';
import { isStillThere, UnaddedContext, useUnaddedTexts } from './unadded.ts';
import { useUnsaved } from './use-unsaved.ts';
import { isTrialInvalid, noTrial, trialCommands, TrialField } from './trial-choice.tsx';

export interface Section {
  readonly id: string;
  readonly label: string;
  readonly content: ReactNode;
  /** This person may look and not change. */
  readonly isReadOnly?: boolean;
  /** It only shows, or does at once what its buttons say: nothing in it waits to be saved. */
  readonly savesNothing?: boolean;
}

export interface PropertyDialogProps {
  readonly title: string;
  readonly subtitle: string;
  readonly sections: readonly Section[];
  readonly section: string | null;
  readonly onSection: (id: string) => void;
  readonly isLoading?: boolean;
  /** What saving would run now; empty when nothing was changed. */
  readonly commands: readonly Command[];
  /** What was changed elsewhere since somebody wrote over it here: told once, before it is saved. */
  readonly moved?: readonly Moved[];
  /** Of a dialog that only shows: what it asked the server. */
  readonly reads?: readonly Command[];
  /** Something typed is not valid; `onSave` is not called. */
  readonly isInvalid?: boolean;
  /** Somebody tried to save what is not valid: the time to show what is missing. */
  readonly onRefused?: () => void;
  /** Runs the commands. @throws what refused; its message is shown. */
  readonly onSave: () => Promise<readonly string[]>;
  readonly onClose: () => void;
  /** A new object is made once: no Apply. */
  readonly isNew?: boolean;
  /** Settings and connectors: what is saved may be a trial, which goes back by itself. */
  readonly offersTrial?: boolean;
  /** Whether a warning of Save is to be read before the dialog goes. */
  readonly staysFor?: (warning: string) => boolean;
  /** Above the section: what is pending. */
  readonly banner?: ReactNode;
}

/**
 * Properties in sections, as Exchange shows them: sections on the left, Save and Cancel below. Apply saves and stays;
 * once nothing is left to save, the button that closes says OK, so the documents' "Apply, then OK" works as printed.
 */
export function PropertyDialog(props: PropertyDialogProps) {
  const t = useWords();
  const isNarrow = useIsNarrowWindow();
  const titleId = useId();
  const panelId = useId();
  const [isBusy, setBusy] = useState(false);
  // Enter twice in a field comes before the dialog is drawn anew.
  const isSaving = useRef(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [refused, setRefused] = useState<ReturnType<typeof refusedField>>(null);
  /** How often somebody tried to save what is not right. */
  const [refusals, setRefusals] = useState(0);
  const [wasTried, setWasTried] = useState(false);
  const [warnings, setWarnings] = useState<readonly string[]>([]);
  const [saidSaved, setSaidSaved] = useState(false);
  const [showsCommand, setShowsCommand] = useState(false);
  const [asksToDiscard, setAsksToDiscard] = useState(false);
  const [isTouched, setTouched] = useState(false);
  const [ran, setRan] = useState<readonly Command[]>([]);
  const [trial, setTrial] = useState(noTrial);
  const run = useRun();
  const client = useQueryClient();
  const [shownFields] = useState(() => new Map<string, ShownField>());
  const [toldMoved, setToldMoved] = useState<readonly Moved[]>([]);
  /** As they are once it was looked again. */
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  const now = new Set(props.moved?.map(movedKey));
  const stillMoved = toldMoved.filter((one) => now.has(movedKey(one)));
  const gone = use(GoneName);
  const outside = use(OutsideScopeContext);
  const isDirty = props.commands.length > 0;
  // What a new object begins with is nobody's work yet, and half of what somebody typed would not run yet.
  const unadded = useUnaddedTexts(() => {
    setTouched(true);
    setRefused(null);
  });
  const hasEdits = (props.isNew === true ? isTouched : isDirty) || unadded.refused !== undefined;
  useFocusReturn();
  const isReadOnly = props.sections.every((one) => one.isReadOnly === true || one.savesNothing === true);
  const section = props.sections.find(({ id }) => id === props.section) ?? props.sections[0];
  const wanted = [...(isDirty ? trialCommands(trial) : []), ...props.commands];
  const told = isDirty ? wanted : ran.length > 0 ? ran : (props.reads ?? []);

  // Where Fluent would begin at the close button: the section that is open, so that arrows turn to the others.
  useEffect(() => {
    const soon = requestAnimationFrame(() => {
      const panel = document.getElementById(panelId);
      const tab = panel?.parentElement?.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]');
      (tab ?? (panel === null ? null : firstField(panel)) ?? panel)?.focus();
    });
    return () => cancelAnimationFrame(soon);
  }, [panelId]);

  // Once the fields say what is wrong: to the first that does, in whichever section it stands.
  const shownRefusals = useRef(0);
  useEffect(() => {
    if (refusals === shownRefusals.current) return undefined;
    const look = () => {
      const panel = document.getElementById(panelId);
      const wrong = panel === null ? null : firstWrongField(panel);
      if (wrong === null) return;
      shownRefusals.current = refusals;
      wrong.focus();
    };
    look();
    // One behind "More options", which open by themselves, comes a moment later.
    const soon = requestAnimationFrame(() => refusals !== shownRefusals.current && look());
    return () => cancelAnimationFrame(soon);
  });

  // On a narrow window the sections stand in a line that scrolls: the one that is open is in sight.
  const openIndex = props.sections.findIndex(({ id }) => id === section?.id);
  useEffect(() => {
    // By its place: Fluent says which one is chosen only after this.
    document
      .getElementById(panelId)
      ?.parentElement?.querySelectorAll('[role="tab"]')
      [openIndex]?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [openIndex, panelId, isNarrow, props.sections.length]);

  /** To the section of a field, where it is another one. */
  function turnTo(field: Pick<ShownField, 'section'> | undefined) {
    if (field === undefined || field.section === null || field.section === section?.id) return;
    props.onSection(field.section);
  }

  async function save(closes: boolean) {
    if (isSaving.current) return;
    const panel = document.getElementById(panelId);
    const { refused: typed } = unadded;
    const isTyped = typed !== undefined && isStillThere(typed, section?.id ?? null, panel);
    if (!isDirty && props.isNew !== true && !isTyped) {
      if (closes) props.onClose();
      return;
    }
    if (props.isInvalid === true || isTrialInvalid(trial) || isTyped) {
      setRefusal(t('form.correctFirst'));
      setWasTried(true);
      props.onRefused?.();
      // Behind "More options" as well, which open for what is refused.
      if (isTyped) setRefused({ cmdlet: '', name: typed.name, message: typed.problem ?? '' });
      if (panel === null || firstWrongField(panel) === null) turnTo(isTyped ? typed : wrongFieldOf(shownFields));
      setRefusals((before) => before + 1);
      return;
    }
    isSaving.current = true;
    setBusy(true);
    setRefusal(null);
    setRefused(null);
    setSaidSaved(false);
    try {
      if (props.moved !== undefined) {
        const endings = sessionEndings();
        const unreachable = await lookAgain(client);
        if (unreachable !== null) throw unreachable;
        // Behind the page of sign-in: who has signed in again finds the dialog as it stood, and saves himself.
        if (sessionEndings() !== endings) return;
        const { moved = [] } = latest.current;
        const told = new Set(toldMoved.map(movedKey));
        if (moved.some((one) => !told.has(movedKey(one)))) {
          setToldMoved(moved);
          return;
        }
      }
      const begins = trialCommands(trial);
      await run(begins);
      const said = await latest.current.onSave().catch(async (cause: unknown) => {
        // What was not saved needs no way back.
        if (begins.length > 0) await run([{ cmdlet: 'Stop-SettingsTrial', parameters: {} }]);
        throw cause;
      });
      setToldMoved([]);
      setTrial(noTrial);
      setRan(wanted);
      setWarnings(said);
      setSaidSaved(true);
      if (closes && !said.some((warning) => props.staysFor?.(warning) === true)) props.onClose();
    } catch (cause) {
      if (isSessionOver(cause)) return;
      const refusing = cause instanceof HalfDone ? cause.cause : cause;
      const about = refusedField(refusing, shownFields, t);
      const field = shownFieldOf(shownFields, about);
      setRefusal(cause instanceof HalfDone ? cause.message : refusalWords(cause, field, about, t));
      setRefused(about);
      turnTo(field);
      setRefusals((before) => before + 1);
    } finally {
      isSaving.current = false;
      setBusy(false);
    }
  }

  const isAsking = asksToDiscard && hasEdits;
  const keepEditing = () => setAsksToDiscard(false);

  function close() {
    // What is on its way cannot be taken back, and what it says is to be read.
    if (isBusy) return;
    if (hasEdits) setAsksToDiscard(true);
    else props.onClose();
  }
  useUnsaved(hasEdits && !isReadOnly, close);

  return (
    <Dialog open modalType="modal" onOpenChange={(_, { open }) => !open && (isAsking ? keepEditing() : close())}>
      <DialogSurface className={styles.surface} aria-labelledby={titleId}>
        <div className={styles.header}>
          <div>
            <h2 id={titleId}>{props.title}</h2>
            <p>{props.subtitle}</p>
          </div>
          <Tooltip content={t('close')} relationship="label">
            <Button appearance="subtle" icon={<DismissRegular />} disabledFocusable={isBusy} onClick={close} />
          </Tooltip>
        </div>
        <div className={styles.middle}>
          {props.sections.length > 1 && (
            <TabList
              vertical={!isNarrow}
              className={styles.sections ?? ''}
              selectedValue={section?.id}
              onTabSelect={(_, { value }) => {
                shownRefusals.current = refusals;
                props.onSection(String(value));
              }}
              aria-label={t('form.sectionsOf', { name: props.title })}
            >
              {props.sections.map(({ id, label }) => (
                <Tab key={id} value={id} aria-controls={panelId}>
                  {label}
                </Tab>
              ))}
            </TabList>
          )}
          {/* Focusable: a section that scrolls must scroll by keyboard too. */}
          <div
            id={panelId}
            role={props.sections.length > 1 ? 'tabpanel' : 'group'}
            aria-label={section?.label ?? props.title}
            className={styles.panel}
            tabIndex={0}
            aria-busy={isBusy}
            onInput={() => {
              shownRefusals.current = refusals;
              setTouched(true);
              setRefused(null);
            }}
          >
            {props.banner}
            {outside !== null && (
              <MessageBar intent="info" layout="multiline">
                <MessageBarBody>
                  {t(isReadOnly ? 'scope.readOnly' : 'scope.partly', { scopes: outside.scopes.join(', ') })}
                </MessageBarBody>
              </MessageBar>
            )}
            {props.isLoading === true ? (
              <Spinner label={t('loading')} />
            ) : (
              <form
                className={styles.form}
                noValidate
                onSubmit={(event) => {
                  event.preventDefault();
                  void save(false);
                }}
              >
                <fieldset className={styles.fields} disabled={section?.isReadOnly === true}>
                  <ShownFieldsContext value={shownFields}>
                    <SectionContext value={section?.id ?? null}>
                      <WasTriedContext value={wasTried}>
                        <RefusedFieldContext value={refused}>
                          <UnaddedContext value={unadded.texts}>{section?.content}</UnaddedContext>
                        </RefusedFieldContext>
                      </WasTriedContext>
                    </SectionContext>
                  </ShownFieldsContext>
                </fieldset>
                <button type="submit" hidden tabIndex={-1} />
              </form>
            )}
          </div>
        </div>
        <div className={styles.messages} role="status">
          {isAsking && <DiscardQuestion onDiscard={props.onClose} onKeep={keepEditing} />}
          {gone !== null && <GoneBanner name={gone} />}
          {isBusy && <StillWaiting />}
          {stillMoved.length > 0 && <MovedBanner moved={stillMoved} fields={shownFields} />}
          {refusal !== null && (
            <MessageBar intent="error" layout="multiline">
              <MessageBarBody>{refusal}</MessageBarBody>
            </MessageBar>
          )}
          {warnings.map((text) => (
            <MessageBar key={text} intent="warning" layout="multiline">
              <MessageBarBody>{text}</MessageBarBody>
            </MessageBar>
          ))}
          {saidSaved && !isDirty && refusal === null && (
            <MessageBar intent="success">
              <MessageBarBody>{t('form.saved')}</MessageBarBody>
            </MessageBar>
          )}
          {props.offersTrial === true && isDirty && <TrialField choice={trial} onChange={setTrial} />}
          {showsCommand && <CommandLines commands={told} />}
          {showsCommand && isDirty && props.isInvalid !== true && <WhatIf commands={props.commands} />}
        </div>
        <div className={styles.footer}>
          <CommandSwitch on={showsCommand} onChange={setShowsCommand} />
          {isReadOnly ? (
            <Button onClick={props.onClose}>{t('close')}</Button>
          ) : (
            <>
              <Button appearance="primary" disabledFocusable={isBusy} onClick={() => void save(true)}>
                {hasEdits || props.isNew === true ? t('form.save') : t('form.ok')}
              </Button>
              {props.isNew !== true && (
                <Button disabledFocusable={isBusy || !hasEdits} onClick={() => void save(false)}>
                  {t('form.apply')}
                </Button>
              )}
              <Button disabledFocusable={isBusy} onClick={close}>
                {t('cancel')}
              </Button>
            </>
          )}
        </div>
      </DialogSurface>
    </Dialog>
  );
}
