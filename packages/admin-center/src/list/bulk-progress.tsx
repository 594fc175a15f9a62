import { Button, MessageBar, MessageBarActions, MessageBarBody, ProgressBar } from '@fluentui/react-components';
import { numberText } from '@relais/browser-frame/language/numbers.ts';
import { useWords } from '../language/words.ts';

/** How far work on many objects is, and the way to stop it; what is done stays done. Without a total only the count is said. */
export function BulkProgress(props: {
  readonly done: number;
  readonly total: number | null;
  readonly onStop: () => void;
  /** In place of the usual words. */
  readonly text?: string;
}) {
  const t = useWords();
  const text =
    props.text ??
    (props.total === null
      ? t('list.soFar', { done: numberText(props.done) })
      : t('list.progress', { done: numberText(props.done), total: numberText(props.total) }));
  return (
    <MessageBar intent="info" layout="multiline">
      <MessageBarBody>
        {text}
        <ProgressBar {...(props.total !== null && { value: props.done, max: props.total })} aria-label={text} />
      </MessageBarBody>
      <MessageBarActions>
        <Button onClick={props.onStop}>{t('list.stop')}</Button>
      </MessageBarActions>
    </MessageBar>
  );
}
