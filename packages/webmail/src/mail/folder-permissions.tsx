import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  MessageBar,
  MessageBarBody,
  Select,
  Spinner,
} from '@fluentui/react-components';
import { DeleteRegular } from '@fluentui/react-icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useWords } from '../language/words.ts';
import { RecipientField } from '../compose/recipient-field.tsx';
import { parseRecipients } from '../compose/recipients.ts';
import {
  type FolderPermission,
  type FolderRole,
  folderPermissions,
  folderRoles,
  setFolderPermission,
} from '../server/folder-permissions.ts';
import { refusalWords } from '../server/refusal-words.ts';
import styles from './folder-permissions.module.css';
import type { Mailbox } from './mail-types.ts';
import { mailboxName } from './mailbox-name.ts';

/** Who may do what in a folder; each change is kept at once. */
export function FolderPermissions({ mailbox, onClose }: { readonly mailbox: Mailbox; readonly onClose: () => void }) {
  const t = useWords();
  const client = useQueryClient();
  const queryKey = ['folder-permissions', mailbox.id];
  const { data, error } = useQuery({ queryKey, queryFn: () => folderPermissions(mailbox.id), staleTime: 0 });
  const [person, setPerson] = useState('');
  const [role, setRole] = useState<FolderRole>('Reviewer');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  async function change(user: string, wanted: FolderRole | null) {
    setIsBusy(true);
    setProblem(null);
    try {
      client.setQueryData(queryKey, await setFolderPermission(mailbox.id, user, wanted));
      return true;
    } catch (cause) {
      setProblem(refusalWords(cause, t));
      return false;
    } finally {
      setIsBusy(false);
    }
  }

  async function add(event: FormEvent) {
    event.preventDefault();
    event.stopPropagation();
    const { addresses, wrong } = parseRecipients(person);
    const [given] = addresses;
    if (given === undefined || wrong.length > 0) return setProblem(t('compose.badAddress', { address: person }));
    if (await change(given.email, role)) setPerson('');
  }

  const everybody = (data ?? []).find(({ user }) => user === 'anyone') ?? nobody;
  const shown = problem ?? (error === null ? null : refusalWords(error, t));
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('sharing.permissionsOf', { folder: mailboxName(mailbox, t) })}</DialogTitle>
          <DialogContent>
            <div aria-live="assertive">
              {shown !== null && (
                <MessageBar intent="error" layout="multiline">
                  <MessageBarBody>{shown}</MessageBarBody>
                </MessageBar>
              )}
            </div>
            {data === undefined && error === null && <Spinner label={t('loading')} />}
            {data !== undefined && (
              <ul className={styles.people}>
                {[everybody, ...data.filter(({ user }) => user !== 'anyone')].map((one) => (
                  <li key={one.user}>
                    <span className={styles.person}>
                      {one.user === 'anyone' ? t('sharing.everybody') : (one.name ?? one.user)}
                      {one.user !== 'anyone' && one.name !== null && <small>{one.user}</small>}
                    </span>
                    <RoleChoice
                      permission={one}
                      isDisabled={isBusy}
                      onChange={(wanted) => void change(one.user, wanted)}
                    />
                    {one.user !== 'anyone' && (
                      <Button
                        appearance="subtle"
                        icon={<DeleteRegular />}
                        disabledFocusable={isBusy}
                        aria-label={t('sharing.remove', { person: one.name ?? one.user })}
                        onClick={() => void change(one.user, null)}
                      />
                    )}
                  </li>
                ))}
              </ul>
            )}
            <form className={styles.add} onSubmit={(event) => void add(event)}>
              <RecipientField
                label={t('sharing.person')}
                value={person}
                autoFocus={false}
                takesSeveral={false}
                onChange={setPerson}
              />
              <Select
                aria-label={t('sharing.role')}
                value={role}
                onChange={(_, { value }) => setRole(value as FolderRole)}
              >
                {folderRoles.map((name) => (
                  <option key={name} value={name}>
                    {t(`sharing.roles.${name}`)}
                  </option>
                ))}
              </Select>
              <Button type="submit" disabledFocusable={isBusy || person.trim() === ''}>
                {t('sharing.addPerson')}
              </Button>
            </form>
            <p className={styles.meaning}>{t(`sharing.meanings.${role}`)}</p>
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

const nobody: FolderPermission = { user: 'anyone', name: null, role: 'None', rights: '' };

function RoleChoice({
  permission,
  isDisabled,
  onChange,
}: {
  readonly permission: FolderPermission;
  readonly isDisabled: boolean;
  readonly onChange: (role: FolderRole) => void;
}) {
  const t = useWords();
  const { user, name, role, rights } = permission;
  const person = user === 'anyone' ? t('sharing.everybody') : (name ?? user);
  return (
    <Select
      aria-label={t('sharing.roleOf', { person })}
      value={role ?? ''}
      disabled={isDisabled}
      onChange={(_, { value }) => onChange(value as FolderRole)}
    >
      {role === null && <option value="">{t('sharing.custom', { rights })}</option>}
      {folderRoles.map((one) => (
        <option key={one} value={one}>
          {t(`sharing.roles.${one}`)}
        </option>
      ))}
    </Select>
  );
}
