import { Link, Toast, Toaster, ToastTitle, ToastTrigger, useId, useToastController } from '@fluentui/react-components';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';

export interface Notices {
  tell(text: string, options?: { readonly undo?: () => void; readonly seconds?: number }): void;
  /** For the `catch` of what a user asked for. */
  failed(cause: unknown): void;
  readonly toaster: ReactNode;
}

/** Short words about what happened, with a way back where there is one. */
export function useNotices(): Notices {
  const { t } = useTranslation();
  const toasterId = useId('mail');
  const { dispatchToast } = useToastController(toasterId);
  return useMemo(
    () => ({
      toaster: <Toaster toasterId={toasterId} position="bottom-start" />,
      tell(text, { undo, seconds } = {}) {
        const action =
          undo === undefined ? undefined : (
            <ToastTrigger>
              <Link onClick={undo}>{t('mail.undo')}</Link>
            </ToastTrigger>
          );
        dispatchToast(
          <Toast>
            <ToastTitle action={action}>{text}</ToastTitle>
          </Toast>,
          { intent: 'success', timeout: (seconds ?? (undo === undefined ? 4 : 8)) * 1000, politeness: 'polite' },
        );
      },
      failed(cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        dispatchToast(
          <Toast>
            <ToastTitle>{t('mail.failed', { reason })}</ToastTitle>
          </Toast>,
          { intent: 'error', timeout: 8000, politeness: 'assertive' },
        );
      },
    }),
    [dispatchToast, t, toasterId],
  );
}
