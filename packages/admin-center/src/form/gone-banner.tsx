import { MessageBar, MessageBarBody } from '@fluentui/react-components';
import { createContext } from 'react';
import { useWords } from '../language/words.ts';

/** The name of what an open dialog is about, when it is not there any more; `null` otherwise. */
export const GoneName = createContext<string | null>(null);

/** What the address or an open dialog is about is not in the list. */
export function GoneBanner({ name }: { readonly name: string }) {
  const t = useWords();
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>{t('list.gone', { name })}</MessageBarBody>
    </MessageBar>
  );
}
