import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  ProgressBar,
} from '@fluentui/react-components';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { RequestError } from '@relais/browser-frame/server/request.ts';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { useWords } from '../language/words.ts';
import { refusalWords } from '../server/refusal-words.ts';
import { atOnce, mostInStep, type Pace } from './steps.ts';
import { refresh } from './use-mail-actions.ts';

/**
 * Does something with `total` messages. More than one step is shown while it goes on, can be stopped between two steps, waits
 * while the server does not answer, and asks what to do when it refuses.
 */
export type RunLong = <T>(title: string, total: number, work: (pace: Pace) => Promise<T>) => Promise<T>;

interface Shown {
  readonly title: string;
  readonly done: number;
  readonly total: number;
  readonly isStopping: boolean;
  readonly trouble: Trouble | null;
}

type Trouble =
  | { readonly kind: 'lost' }
  | { readonly kind: 'refused'; readonly cause: unknown; readonly answer: (again: boolean) => void };

const againMs = 3_000;

let running = 0;

/** While it goes on, each of its steps changes what the page shows, which is read anew at its end. */
export function isLongWorkGoingOn(): boolean {
  return running > 0;
}

export function useLongWork(): { readonly run: RunLong; readonly dialog: ReactNode } {
  const t = useWords();
  const client = useQueryClient();
  const [shown, setShown] = useState<Shown | null>(null);
  const stopping = useRef(new AbortController());
  /** One after the other: what undoes a work begins when that work has ended. */
  const before = useRef<Promise<unknown>>(Promise.resolve());

  const run = useCallback<RunLong>(
    (title, total, work) => {
      const begin = async () => {
        if (total <= mostInStep) return await work(atOnce);
        const abort = new AbortController();
        stopping.current = abort;
        const change = (part: Partial<Shown>) => setShown((now) => now && { ...now, ...part });
        setShown({ title, done: 0, total, isStopping: false, trouble: null });
        running += 1;
        try {
          return await work({
            signal: abort.signal,
            onProgress: (done) => change({ done, trouble: null }),
            async again(cause) {
              if (isLost(cause)) {
                change({ trouble: { kind: 'lost' } });
                await connection(abort.signal);
                return !abort.signal.aborted;
              }
              const { promise, resolve } = Promise.withResolvers<boolean>();
              change({ trouble: { kind: 'refused', cause, answer: resolve } });
              const isAgain = await promise;
              change({ trouble: null });
              return isAgain;
            },
          });
        } finally {
          running -= 1;
          setShown(null);
        }
      };
      const mine = before.current.then(begin);
      before.current = mine.catch(() => undefined);
      return refreshed(client, mine);
    },
    [client],
  );

  const isRunning = shown !== null;
  useEffect(() => {
    if (!isRunning) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isRunning]);

  const trouble = shown?.trouble ?? null;
  function stop() {
    stopping.current.abort();
    if (trouble?.kind === 'refused') trouble.answer(false);
    setShown((now) => now && { ...now, isStopping: true });
  }

  const dialog = (
    <Dialog modalType="alert" open={isRunning}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{shown?.title}</DialogTitle>
          <DialogContent>
            <p>{t('mail.progress', { done: shown?.done ?? 0, total: shown?.total ?? 0 })}</p>
            <ProgressBar aria-label={shown?.title ?? ''} value={shown?.done ?? 0} max={shown?.total ?? 1} />
            <p role="status">
              {shown?.isStopping === true
                ? t('mail.stopping')
                : trouble === null
                  ? ''
                  : trouble.kind === 'lost'
                    ? t('mail.goesOn')
                    : t('mail.failed', { reason: refusalWords(trouble.cause, t) })}
            </p>
          </DialogContent>
          <DialogActions>
            {trouble?.kind === 'refused' && (
              <Button appearance="primary" onClick={() => trouble.answer(true)}>
                {t('tryAgain')}
              </Button>
            )}
            <Button disabledFocusable={shown?.isStopping === true} onClick={stop}>
              {t('mail.stop')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
  return { run, dialog };
}

/** What the page shows is read anew: whoever comes next does not wait for that. */
async function refreshed<T>(client: QueryClient, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } finally {
    await refresh(client);
  }
}

/** No answer came, or one of a proxy that found no server (RFC 9110 §15.6.3 and after). */
function isLost(cause: unknown): boolean {
  return cause instanceof RequestError && (cause.status === 0 || (cause.status >= 502 && cause.status <= 504));
}

/** The browser says that there is a network again, some time has passed, or nobody waits any more. */
function connection(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener('online', end);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, againMs);
    addEventListener('online', end);
    signal.addEventListener('abort', end);
  });
}
