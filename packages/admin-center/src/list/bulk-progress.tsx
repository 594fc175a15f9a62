import { Button, MessageBar, MessageBarActions, MessageBarBody, ProgressBar } from '@fluentui/react-components';
import { numberText } from '@relais/browser-frame/language/numbers.ts';
import { useWords } from '../language/words.ts';

/** How far a change of many objects is, and the way to stop it; what is done stays done. */
export function BulkProgress(props: { readonly done: number; readonly total: number; readonly onStop: () => void }) {
  const t = useWords();
  const text = t('list.progress', { done: numberText(props.done), total: numberText(props.total) });
  return (
    <MessageBar intent="info" layout="multiline">
      <MessageBarBody>
        {text}
        <ProgressBar value={props.done} max={props.total} aria-label={text} />
      </MessageBarBody>
      <MessageBarActions>
        <Button onClick={props.onStop}>{t('list.stop')}</Button>
      </MessageBarActions>
    </MessageBar>
  );
}
