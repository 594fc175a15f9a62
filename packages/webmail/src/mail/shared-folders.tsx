import {
  Button,
  Checkbox,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
} from '@fluentui/react-components';
import { FolderPeopleRegular } from '@fluentui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import { useWords } from '../language/words.ts';
import { jmap, requireAllSet } from '../server/jmap.ts';
import styles from './folder-pane.module.css';
import { treeOf } from './folder-pane.tsx';
import type { OthersMailboxes } from './mail-data.ts';
import type { Mailbox } from './mail-types.ts';
import { mailboxName } from './mailbox-name.ts';

export interface SharedFoldersProps {
  readonly others: readonly OthersMailboxes[];
  readonly onFailed: (cause: unknown) => void;
}

/**
 * What of others' mailboxes stands in the folder pane: all of one that is wholly open to the user (as Outlook maps it by
 * itself), of the rest the folders that he added.
 */
export function shownFolders(others: readonly OthersMailboxes[]): readonly OthersMailboxes[] {
  return others
    .map(({ account, mailboxes }) => ({
      account,
      mailboxes: account.isWhole ? mailboxes : mailboxes.filter(({ isSubscribed }) => isSubscribed),
    }))
    .filter(({ mailboxes }) => mailboxes.length > 0);
}

/** Chooses which shared folders stand in the pane. */
export function SharedFolders({ others, onFailed }: SharedFoldersProps) {
  const t = useWords();
  const client = useQueryClient();
  const offered = others.filter(({ account, mailboxes }) => !account.isWhole && mailboxes.length > 0);

  async function show({ id, accountId }: Mailbox, isSubscribed: boolean) {
    const queryKey = ['mailboxes', accountId];
    // The tick shows at once, and goes again when the server refuses. An answer that is on its way was written before it.
    void client.cancelQueries({ queryKey }, { revert: false });
    client.setQueryData<readonly Mailbox[]>(queryKey, (before) =>
      before?.map((mailbox) => (mailbox.id === id ? { ...mailbox, isSubscribed } : mailbox)),
    );
    try {
      const { s } = await jmap([['Mailbox/set', { accountId, update: { [id]: { isSubscribed } } }, 's']]);
      requireAllSet(s);
    } catch (cause) {
      onFailed(cause);
    } finally {
      await client.invalidateQueries({ queryKey });
    }
  }

  return (
    <div className={styles.shared}>
      <Dialog>
        <DialogTrigger disableButtonEnhancement>
          <Button appearance="subtle" size="small" icon={<FolderPeopleRegular />}>
            {t('sharing.add')}
          </Button>
        </DialogTrigger>
        <DialogSurface>
          <DialogBody>
            <DialogTitle>{t('sharing.add')}</DialogTitle>
            <DialogContent>
              <p>{t(offered.length === 0 ? 'sharing.nothing' : 'sharing.choose')}</p>
              <div className={styles.choices}>
                {offered.map(({ account, mailboxes }) => (
                  <fieldset key={account.id} style={{ border: 0, margin: 0, padding: 0 }}>
                    <legend>{account.name}</legend>
                    {treeOf(mailboxes).map(({ mailbox, depth }) => (
                      <div key={mailbox.id} style={{ paddingInlineStart: depth * 18 }}>
                        <Checkbox
                          label={mailboxName(mailbox, t)}
                          checked={mailbox.isSubscribed}
                          onChange={(_, { checked }) => void show(mailbox, checked === true)}
                        />
                      </div>
                    ))}
                  </fieldset>
                ))}
              </div>
            </DialogContent>
            <DialogActions>
              <DialogTrigger disableButtonEnhancement>
                <Button appearance="primary">{t('close')}</Button>
              </DialogTrigger>
            </DialogActions>
          </DialogBody>
        </DialogSurface>
      </Dialog>
    </div>
  );
}
