import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import {
  ArrowUndoRegular,
  DeleteRegular,
  FolderAddRegular,
  FolderArrowRightRegular,
  MailReadMultipleRegular,
  MoreHorizontalRegular,
  PeopleLockRegular,
  RenameRegular,
} from '@fluentui/react-icons';
import { Suspense, useState } from 'react';
import { lazyPart } from '@relais/browser-frame/frame/lazy-part.ts';
import { useWords } from '../language/words.ts';
import { FolderDialog, type FolderTask } from './folder-dialog.tsx';
import type { Mailbox } from './mail-types.ts';
import { mailboxName } from './mailbox-name.ts';
import type { Recovery } from './use-filing.ts';
import type { RunLong } from './use-long-work.tsx';
import { useShortcuts } from './use-shortcuts.ts';

const FolderPermissions = lazyPart(async () => ({
  default: (await import('./folder-permissions.tsx')).FolderPermissions,
}));

export interface FolderMenuProps {
  readonly mailbox: Mailbox;
  /** All of its account. */
  readonly mailboxes: readonly Mailbox[];
  /** Where what is emptied goes; from Deleted Items and Junk Email it goes for ever. */
  readonly trash: Mailbox | null;
  /** Who may do what in it can be seen and changed: of his own folders, and of a mailbox that is wholly open to him. */
  readonly isShareable: boolean;
  readonly runLong: RunLong;
  readonly onFailed: (cause: unknown) => void;
  readonly onDone: (text: string) => void;
  readonly recovery: Recovery | null;
  readonly onEmptied: (text: string) => void;
}

/** What can be done with the folder that is open. */
export function FolderMenu(props: FolderMenuProps) {
  const { mailbox, isShareable, trash, recovery } = props;
  const t = useWords();
  const [task, setTask] = useState<FolderTask | null>(null);
  const folder = mailboxName(mailbox, t);
  const isForEver = mailbox.role === 'trash' || mailbox.role === 'junk';
  const canEmpty = (isForEver || trash !== null) && mailbox.myRights.mayRemoveItems;
  const { myRights } = mailbox;
  const canCreate = isShareable || (mailbox.role === null && myRights.mayCreateChild);
  const [showsPermissions, setShowsPermissions] = useState(false);

  useShortcuts({ 'Shift+E': () => canCreate && setTask('new') });

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
              <MenuItem icon={<FolderAddRegular />} onClick={() => setTask('new')}>
                {t('folder.new')}
              </MenuItem>
            )}
            <MenuItem
              icon={<MailReadMultipleRegular />}
              disabled={mailbox.unreadEmails === 0 || !myRights.maySetSeen}
              onClick={() => setTask('allRead')}
            >
              {t('folder.allRead')}
            </MenuItem>
            {canEmpty && (
              <MenuItem icon={<DeleteRegular />} disabled={mailbox.totalEmails === 0} onClick={() => setTask('empty')}>
                {t('folder.empty', { folder })}
              </MenuItem>
            )}
            {mailbox.role === 'trash' && recovery !== null && (
              <MenuItem icon={<ArrowUndoRegular />} onClick={recovery.open}>
                {t('recover.open')}
              </MenuItem>
            )}
            {mailbox.role === null && myRights.mayRename && (
              <MenuItem icon={<RenameRegular />} onClick={() => setTask('rename')}>
                {t('folder.rename', { folder })}
              </MenuItem>
            )}
            {mailbox.role === null && myRights.mayRename && (
              <MenuItem icon={<FolderArrowRightRegular />} onClick={() => setTask('move')}>
                {t('folder.move', { folder })}
              </MenuItem>
            )}
            {myRights.mayDelete && (
              <MenuItem icon={<DeleteRegular />} onClick={() => setTask('delete')}>
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
      {task !== null && (
        <FolderDialog {...props} task={task} mayStandOnTop={isShareable} onClose={() => setTask(null)} />
      )}
    </>
  );
}
