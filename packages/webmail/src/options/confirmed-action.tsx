import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
} from '@fluentui/react-components';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useWords } from '../language/words.ts';
import { RequestError } from '@relais/browser-frame/server/request.ts';
import { confirmPassword } from '../server/security-api.ts';

interface Waiting {
  readonly work: () => Promise<void>;
}

/**
 * Runs what changes how somebody proves himself. When the server asks for the password once more, the dialog asks, and
 * the work goes on. `failure` is what to show when it did not.
 */
export function useConfirmedAction(): {
  readonly run: (work: () => Promise<void>) => Promise<void>;
  readonly failure: string | null;
  readonly dialog: ReactNode;
} {
  const t = useWords();
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const [failure, setFailure] = useState<string | null>(null);

  async function run(work: () => Promise<void>) {
    setFailure(null);
    try {
      await work();
    } catch (error) {
      if (error instanceof RequestError && error.code === 'ConfirmationRequired') setWaiting({ work });
      else setFailure(error instanceof RequestError && error.status !== 0 ? error.message : t('security.failed'));
    }
  }
  const dialog = waiting !== null && (
    <ConfirmDialog
      close={() => setWaiting(null)}
      goOn={() => {
        setWaiting(null);
        void run(waiting.work);
      }}
    />
  );
  return { run, failure, dialog };
}

function ConfirmDialog({ close, goOn }: { readonly close: () => void; readonly goOn: () => void }) {
  const t = useWords();
  const [password, setPassword] = useState('');
  const [refusal, setRefusal] = useState<string | null>(null);
  async function submit(event: FormEvent) {
    event.preventDefault();
    try {
      await confirmPassword(password);
      goOn();
    } catch (error) {
      setRefusal(error instanceof RequestError ? error.message : t('security.failed'));
      setPassword('');
    }
  }
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && close()}>
      <DialogSurface>
        <form onSubmit={(event) => void submit(event)}>
          <DialogBody>
            <DialogTitle>{t('security.confirmTitle')}</DialogTitle>
            <DialogContent>
              <Field
                label={t('security.confirmText')}
                {...(refusal === null ? {} : { validationMessage: refusal, validationState: 'error' as const })}
              >
                <Input
                  type="password"
                  name="password"
                  autoComplete="current-password"
                  required
                  autoFocus
                  value={password}
                  onChange={(_, data) => setPassword(data.value)}
                />
              </Field>
            </DialogContent>
            <DialogActions>
              <Button onClick={close}>{t('cancel')}</Button>
              <Button type="submit" appearance="primary">
                {t('security.confirm')}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
