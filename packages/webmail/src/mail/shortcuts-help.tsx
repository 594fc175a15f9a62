import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import styles from './mail-page.module.css';

/** The keys of Outlook Web App, told on "?". */
export function ShortcutsHelp({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const keys: readonly (readonly [string, string])[] = [
    ['N', t('shortcuts.compose')],
    ['R', t('mail.reply')],
    ['Shift + R', t('mail.replyAll')],
    ['Shift + F', t('mail.forward')],
    ['J, ↓', t('shortcuts.next')],
    ['K, ↑', t('shortcuts.previous')],
    [t('shortcuts.space'), t('shortcuts.select')],
    ['Delete', t('mail.delete')],
    ['E', t('mail.archive')],
    ['!', t('mail.junk')],
    ['Q', t('mail.markRead')],
    ['U', t('mail.markUnread')],
    ['Insert', t('mail.flag')],
    ['/', t('shortcuts.search')],
    ['Ctrl + A', t('shortcuts.selectAll')],
    ['Ctrl + Enter', t('shortcuts.sendMessage')],
    ['Ctrl + S', t('shortcuts.saveDraft')],
    ['Esc', t('shortcuts.closeMessage')],
    ['?', t('shortcuts.help')],
  ];
  return (
    <Dialog open={isOpen} onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('shortcuts.title')}</DialogTitle>
          <DialogContent>
            <dl className={styles.keys}>
              {keys.map(([key, words]) => (
                <div key={key}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{words}</dd>
                </div>
              ))}
            </dl>
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={onClose}>
              {t('close')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
