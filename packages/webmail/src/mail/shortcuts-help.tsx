import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components';
import { type Words, useWords } from '../language/words.ts';
import { Fragment } from 'react';
import styles from './shortcuts-help.module.css';

/** Names of keys; `+` holds them together, `then` one after the other, `or` either. */
type Keys = readonly string[];

/** The keys of Outlook Web App, told on "?". */
export function ShortcutsHelp({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const t = useWords();
  return (
    <Dialog open={isOpen} onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface className={styles.sheet}>
        <DialogBody>
          <DialogTitle>{t('shortcuts.title')}</DialogTitle>
          <DialogContent className={styles.groups} tabIndex={0}>
            {groupsOf(t).map(({ name, keys }) => (
              <section key={name} aria-label={name}>
                <h3>{name}</h3>
                <dl className={styles.keys}>
                  {keys.map(([words, ...combination]) => (
                    <div key={words}>
                      <dt>
                        {combination.map((part, at) => (
                          // biome-ignore lint/suspicious/noArrayIndexKey: they never change
                          <Fragment key={at}>{isJoint(part) ? ` ${jointWord(part, t)} ` : <kbd>{part}</kbd>}</Fragment>
                        ))}
                      </dt>
                      <dd>{words}</dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
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

const isJoint = (part: string): boolean => part === '+' || part === 'then' || part === 'or';

function jointWord(part: string, t: Words): string {
  return part === 'then' ? t('shortcuts.then') : part === 'or' ? t('shortcuts.or') : part;
}

function groupsOf(t: Words): readonly { readonly name: string; readonly keys: readonly Keys[] }[] {
  const ctrl = t('shortcuts.keys.ctrl');
  const shift = t('shortcuts.keys.shift');
  const enter = t('shortcuts.keys.enter');
  const del = t('shortcuts.keys.delete');
  return [
    {
      name: t('shortcuts.groups.write'),
      keys: [
        [t('shortcuts.compose'), 'N'],
        [t('mail.reply'), 'R'],
        [t('mail.replyAll'), shift, '+', 'R'],
        [t('mail.forward'), shift, '+', 'F'],
        [t('shortcuts.sendMessage'), ctrl, '+', enter, 'or', 'Alt', '+', 'S'],
        [t('shortcuts.saveDraft'), ctrl, '+', 'S'],
        [t('shortcuts.insertLink'), ctrl, '+', 'K'],
      ],
    },
    {
      name: t('shortcuts.groups.read'),
      keys: [
        [t('shortcuts.open'), 'O', 'or', enter],
        [t('shortcuts.next'), ctrl, '+', '.', 'or', '↓'],
        [t('shortcuts.previous'), ctrl, '+', ',', 'or', '↑'],
        [t('shortcuts.closeMessage'), t('shortcuts.keys.escape')],
      ],
    },
    {
      name: t('shortcuts.groups.go'),
      keys: [
        [t('mail.names.inbox'), 'G', 'then', 'I'],
        [t('mail.names.drafts'), 'G', 'then', 'D'],
        [t('mail.names.sent'), 'G', 'then', 'S'],
        [t('shortcuts.search'), '/', 'or', 'Alt', '+', 'Q'],
        [t('shortcuts.help'), '?'],
      ],
    },
    {
      name: t('shortcuts.groups.list'),
      keys: [
        [t('mail.delete'), del],
        [t('mail.deleteForEver'), shift, '+', del],
        [t('shortcuts.undo'), ctrl, '+', 'Z'],
        [t('mail.archive'), 'E'],
        [t('mail.junk'), 'J'],
        [t('mail.move'), 'V'],
        [t('mail.categorise'), 'C'],
        [t('mail.flag'), t('shortcuts.keys.insert')],
        [t('mail.markRead'), 'Q'],
        [t('mail.markUnread'), 'U'],
        [t('shortcuts.select'), t('shortcuts.keys.space')],
        [t('shortcuts.selectMore'), shift, '+', '↓', 'or', '↑'],
        [t('shortcuts.selectAll'), ctrl, '+', 'A'],
        [t('shortcuts.newFolder'), shift, '+', 'E'],
      ],
    },
  ];
}
