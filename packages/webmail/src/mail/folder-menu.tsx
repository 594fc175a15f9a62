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
  Menu,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from '@fluentui/react-components';
import {
  DeleteRegular,
  FolderAddRegular,
  MailReadMultipleRegular,
  MoreHorizontalRegular,
  PeopleLockRegular,
  RenameRegular,
} from '@fluentui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { goTo } from '../route.ts';
import { jmap, requireAllSet } from '../server/jmap.ts';
import type { Mailbox } from './mail-types.ts';
import { mailboxName } from './mailbox-name.ts';
import { refresh } from './use-mail-actions.ts';

const FolderPermissions = lazy(async () => ({
  default: (await import('./folder-permissions.tsx')).FolderPermissions,
}));

type Asking = 'new' | 'rename' | 'delete' | 'empty' | null;

export interface FolderMenuProps {
  readonly mailbox: Mailbox;
  /** Where what is emptied goes; from Deleted Items and Junk Email it goes for ever. */
  readonly trash: Mailbox | null;
  /** Who may do what in it can be seen and changed: of his own folders, and of a mailbox that is wholly open to him. */
  readonly isShareable: boolean;
  readonly onFailed: (cause: unknown) => void;
  readonly onDone: (text: string) => void;
}

const chunk = 500;

/** What can be done with the folder that is open. */
export function FolderMenu({ mailbox, trash, isShareable, onFailed, onDone }: FolderMenuProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asking, setAsking] = useState<Asking>(null);
  const [name, setName] = useState('');
  const [progress, setProgress] = useState<number | null>(null);
  const folder = mailboxName(mailbox, t);
  const isForEver = mailbox.role === 'trash' || mailbox.role === 'junk';
  const canEmpty = (isForEver || trash !== null) && mailbox.myRights.mayRemoveItems;
  const { accountId, myRights } = mailbox;
  const canCreate = isShareable || (mailbox.role === null && myRights.mayCreateChild);
  const [showsPermissions, setShowsPermissions] = useState(false);

  async function act(work: () => Promise<void>) {
    try {
      await work();
      setAsking(null);
    } catch (cause) {
      setAsking(null);
      onFailed(cause);
    } finally {
      setProgress(null);
      await refresh(client);
    }
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (asking === 'new' || asking === 'rename') {
      const text = name.trim();
      if (text === '') return;
      await act(async () => {
        const parentId = mailbox.role === null ? mailbox.id : null;
        const { s } = await jmap([
          asking === 'new'
            ? ['Mailbox/set', { accountId, create: { n: { name: text, parentId } } }, 's']
            : ['Mailbox/set', { accountId, update: { [mailbox.id]: { name: text } } }, 's'],
        ]);
        requireAllSet(s);
      });
    } else if (asking === 'delete') {
      await act(async () => {
        const { s } = await jmap([
          ['Mailbox/set', { accountId, destroy: [mailbox.id], onDestroyRemoveEmails: true }, 's'],
        ]);
        requireAllSet(s);
        goTo({ page: 'mail', mailboxId: null, emailId: null });
      });
    } else if (asking === 'empty') {
      await act(async () => {
        await forAllEmails(
          accountId,
          { inMailbox: mailbox.id },
          (ids) => emptying(ids),
          mailbox.totalEmails,
          setProgress,
        );
        onDone(t('folder.emptied', { folder }));
      });
    }
  }

  function emptying(ids: readonly string[]): Record<string, unknown> {
    if (isForEver || trash === null) return { destroy: ids };
    const patch = { [`mailboxIds/${mailbox.id}`]: null, [`mailboxIds/${trash.id}`]: true };
    return { update: Object.fromEntries(ids.map((id) => [id, patch])) };
  }

  function ask(what: Asking) {
    setName(what === 'rename' ? mailbox.name : '');
    setAsking(what);
  }

  const title = asking === null ? '' : t(`folder.${asking}`, { folder });
  return (
    <>
      <Menu positioning="below-end">
        <MenuTrigger disableButtonEnhancement>
          <Button
            appearance="subtle"
            size="small"
            icon={<MoreHorizontalRegular />}
            aria-label={t('folder.actions', { folder })}
          />
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            {canCreate && (
              <MenuItem icon={<FolderAddRegular />} onClick={() => ask('new')}>
                {t('folder.new')}
              </MenuItem>
            )}
            <MenuItem
              icon={<MailReadMultipleRegular />}
              disabled={mailbox.unreadEmails === 0 || !myRights.maySetSeen}
              onClick={() =>
                void act(() =>
                  forAllEmails(
                    accountId,
                    { inMailbox: mailbox.id, notKeyword: '$seen' },
                    (ids) => ({ update: Object.fromEntries(ids.map((id) => [id, { 'keywords/$seen': true }])) }),
                    mailbox.unreadEmails,
                    setProgress,
                  ),
                )
              }
            >
              {t('folder.allRead')}
            </MenuItem>
            {canEmpty && (
              <MenuItem icon={<DeleteRegular />} disabled={mailbox.totalEmails === 0} onClick={() => ask('empty')}>
                {t('folder.empty', { folder })}
              </MenuItem>
            )}
            {mailbox.role === null && myRights.mayRename && (
              <MenuItem icon={<RenameRegular />} onClick={() => ask('rename')}>
                {t('folder.rename', { folder })}
              </MenuItem>
            )}
            {myRights.mayDelete && (
              <MenuItem icon={<DeleteRegular />} onClick={() => ask('delete')}>
                {t('folder.delete', { folder })}
              </MenuItem>
            )}
            {isShareable && (
              <MenuItem icon={<PeopleLockRegular />} onClick={() => setShowsPermissions(true)}>
                {t('sharing.permissions')}
              </MenuItem>
            )}
          </MenuList>
        </MenuPopover>
      </Menu>
      {showsPermissions && (
        <Suspense fallback={null}>
          <FolderPermissions mailbox={mailbox} onClose={() => setShowsPermissions(false)} />
        </Suspense>
      )}
      <Dialog open={asking !== null} onOpenChange={(_, { open }) => !open && progress === null && setAsking(null)}>
        <DialogSurface>
          <form onSubmit={(event) => void submit(event)}>
            <DialogBody>
              <DialogTitle>{title}</DialogTitle>
              <DialogContent>
                {asking === 'new' || asking === 'rename' ? (
                  <Field label={t('folder.name')}>
                    <Input
                      value={name}
                      autoFocus
                      required
                      maxLength={200}
                      onChange={(_, { value }) => setName(value)}
                    />
                  </Field>
                ) : (
                  t(asking === 'empty' && !isForEver ? 'folder.toTrash' : 'folder.forEver', {
                    count: mailbox.totalEmails,
                  })
                )}
              </DialogContent>
              <DialogActions>
                <Button type="submit" appearance="primary" disabledFocusable={progress !== null}>
                  {progress !== null
                    ? `${Math.round(progress * 100)} %`
                    : asking === 'new' || asking === 'rename'
                      ? t('save')
                      : title}
                </Button>
                <Button disabled={progress !== null} onClick={() => setAsking(null)}>
                  {t('cancel')}
                </Button>
              </DialogActions>
            </DialogBody>
          </form>
        </DialogSurface>
      </Dialog>
    </>
  );
}

/** Changes every Email of a filter, some hundred at a time, telling how far it is. */
async function forAllEmails(
  accountId: string,
  filter: Record<string, unknown>,
  change: (ids: readonly string[]) => Record<string, unknown>,
  total: number,
  onProgress: (fraction: number) => void,
): Promise<void> {
  let done = 0;
  while (true) {
    const { q } = await jmap([['Email/query', { accountId, filter, limit: chunk }, 'q']]);
    const ids = (q?.ids ?? []) as readonly string[];
    if (ids.length === 0) return;
    const { s } = await jmap([['Email/set', { accountId, ...change(ids) }, 's']]);
    requireAllSet(s);
    done += ids.length;
    onProgress(Math.min(1, done / Math.max(1, total)));
  }
}
