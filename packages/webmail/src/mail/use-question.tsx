import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components';
import { type ReactNode, useCallback, useState } from 'react';
import { useWords } from '../language/words.ts';

/** What cannot be undone is asked first; whoever closes the question means no. */
export type AskFirst = (question: string, yes: string) => Promise<boolean>;

interface Question {
  readonly question: string;
  readonly yes: string;
  readonly answer: (isYes: boolean) => void;
}

export function useQuestion(): { readonly askFirst: AskFirst; readonly dialog: ReactNode } {
  const t = useWords();
  const [asked, setAsked] = useState<Question | null>(null);
  const askFirst = useCallback<AskFirst>(
    (question, yes) =>
      new Promise((answer) => {
        setAsked((before) => {
          before?.answer(false);
          return { question, yes, answer };
        });
      }),
    [],
  );
  function end(isYes: boolean) {
    asked?.answer(isYes);
    setAsked(null);
  }
  const dialog = (
    <Dialog modalType="alert" open={asked !== null} onOpenChange={(_, { open }) => !open && end(false)}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{asked?.yes}</DialogTitle>
          <DialogContent>{asked?.question}</DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={() => end(true)}>
              {asked?.yes}
            </Button>
            <Button onClick={() => end(false)}>{t('cancel')}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
  return { askFirst, dialog };
}
