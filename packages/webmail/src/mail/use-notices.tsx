import { Link, Toast, Toaster, ToastTitle, ToastTrigger, useId, useToastController } from '@fluentui/react-components';
import { type ReactNode, useMemo, useRef } from 'react';
import { useWords } from '../language/words.ts';
import { refusalWords } from '../server/refusal-words.ts';

export interface NoticeOptions {
  readonly undo?: () => void;
  /** What can be done instead of taking it back. */
  readonly more?: { readonly words: string; readonly run: () => void };
  readonly seconds?: number;
}

export interface Notices {
  tell(text: string, options?: NoticeOptions): void;
  /** Takes back what was told of last, once; nothing when there is no way back. */
  undoLast(): void;
  /** For the `catch` of what a user asked for. */
  failed(cause: unknown): void;
  readonly toaster: ReactNode;
}

/** Short words about what happened, with a way back where there is one. */
export function useNotices(): Notices {
  const t = useWords();
  const toasterId = useId('mail');
  const { dispatchToast, dismissToast } = useToastController(toasterId);
  const count = useRef(0);
  const last = useRef<(() => void) | null>(null);
  return useMemo(
    () => ({
      toaster: <Toaster toasterId={toasterId} position="bottom-start" />,
      undoLast: () => last.current?.(),
      tell(text, { undo, more, seconds } = {}) {
        const toastId = `${toasterId}-${(count.current += 1)}`;
        const takeBack = () => {
          // A second time it would undo what came after.
          if (last.current === takeBack) last.current = null;
          if (isTaken) return;
          isTaken = true;
          dismissToast(toastId);
          undo?.();
        };
        let isTaken = false;
        if (undo !== undefined) last.current = takeBack;
        let isChosen = false;
        // A dialog opens when the notice has gone: until then the notice would take the focus from it.
        const choose = () => void (isChosen = true);
        const offer =
          undo === undefined ? more && { words: more.words, run: choose } : { words: t('mail.undo'), run: takeBack };
        const action = offer && (
          <ToastTrigger>
            <Link onClick={offer.run}>{offer.words}</Link>
          </ToastTrigger>
        );
        dispatchToast(
          <Toast>
            <ToastTitle action={action}>{text}</ToastTitle>
          </Toast>,
          {
            toastId,
            intent: 'success',
            timeout: (seconds ?? (offer === undefined ? 4 : 8)) * 1000,
            politeness: 'polite',
            onStatusChange: (_, { status }) => {
              if (status === 'unmounted' && isChosen) more?.run();
            },
          },
        );
      },
      failed(cause) {
        const reason = refusalWords(cause, t);
        dispatchToast(
          <Toast>
            <ToastTitle>{t('mail.failed', { reason })}</ToastTitle>
          </Toast>,
          { intent: 'error', timeout: 8000, politeness: 'assertive' },
        );
      },
    }),
    [dispatchToast, dismissToast, t, toasterId],
  );
}
