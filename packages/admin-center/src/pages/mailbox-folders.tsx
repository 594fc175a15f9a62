import { Button, Field, Input, Select } from '@fluentui/react-components';
import { AddRegular, DeleteRegular } from '@fluentui/react-icons';
import { type ReactNode, useId, useMemo, useState } from 'react';
import { useWords } from '../language/words.ts';
import { complete, useMay, useRows } from '../server/cmdlets.ts';
import type { Command } from '../server/command-line.ts';
import { listOf, textOf } from '../server/rows.ts';
import styles from './pages.module.css';

/** Exchange's roles, from everything to nothing; what is none of them stands as its single rights. */
const roles = [
  'Owner',
  'PublishingEditor',
  'Editor',
  'PublishingAuthor',
  'Author',
  'NonEditingAuthor',
  'Reviewer',
  'Contributor',
  'None',
] as const;

/** By folder, then by person: the role that is wanted; `null` takes him off the list. */
type Edits = Readonly<
  Record<string, Readonly<Record<string, { readonly before: string; readonly now: string | null }>>>
>;

export interface FolderPermissions {
  readonly content: ReactNode;
  readonly commands: readonly Command[];
  readonly reset: () => void;
}

/** Who may do what in the folders of a mailbox, a folder at a time. */
export function useFolderPermissions(identity: string, isShown: boolean): FolderPermissions {
  const t = useWords();
  const may = useMay();
  const isEnabled = isShown && may('Get-MailboxFolderPermission') && may('Get-MailboxFolderStatistics');
  const folders = useRows('Get-MailboxFolderStatistics', { Identity: identity }, { enabled: isEnabled });
  const [folder, setFolder] = useState('Inbox');
  const [edits, setEdits] = useState<Edits>({});
  const asked = `${identity}:\\${folder.replaceAll('/', '\\')}`;
  const permissions = useRows('Get-MailboxFolderPermission', { Identity: asked }, { enabled: isEnabled });
  const saved = useMemo(
    () =>
      Object.fromEntries(
        (permissions.data ?? []).map((row) => [textOf(row, 'User'), listOf(row, 'AccessRights').join(', ') || 'None']),
      ),
    [permissions.data],
  );
  const own = edits[asked] ?? {};
  const mayChange = may('Set-MailboxFolderPermission');
  const shown = [...new Set([...Object.keys(saved), ...Object.keys(own)])].filter((user) => own[user]?.now !== null);
  const set = (user: string, now: string | null) =>
    setEdits({ ...edits, [asked]: { ...own, [user]: { before: saved[user] ?? '', now } } });
  const nameOf = (role: string): string =>
    (roles as readonly string[]).includes(role) ? t(`folderRoles.${role as (typeof roles)[number]}`) : role;
  return {
    commands: Object.entries(edits).flatMap(([where, people]) =>
      Object.entries(people).flatMap(([user, change]) => commandsOf(where, user, change)),
    ),
    reset: () => setEdits({}),
    content: (
      <>
        <Field label={t('folderPermissions.folder')}>
          <Select value={folder} onChange={(_, { value }) => setFolder(value)}>
            {(folders.data ?? []).map((row) => {
              const path = textOf(row, 'FolderPath').replace(/^\//, '');
              return (
                <option key={path} value={path}>
                  {path}
                </option>
              );
            })}
          </Select>
        </Field>
        {permissions.error !== null && <p role="alert">{permissions.error.message}</p>}
        <ul className={styles.people}>
          {shown.map((user) => {
            const role = own[user]?.now ?? saved[user] ?? 'None';
            const name = user === 'Default' ? t('folderPermissions.everybody') : user;
            return (
              <li key={user}>
                <span>{name}</span>
                <Select
                  aria-label={t('folderPermissions.roleOf', { name })}
                  value={role}
                  disabled={!mayChange}
                  onChange={(_, { value }) => set(user, value)}
                >
                  {!(roles as readonly string[]).includes(role) && <option value={role}>{role}</option>}
                  {roles.map((one) => (
                    <option key={one} value={one}>
                      {nameOf(one)}
                    </option>
                  ))}
                </Select>
                {user !== 'Default' && mayChange ? (
                  <Button
                    appearance="subtle"
                    icon={<DeleteRegular />}
                    aria-label={t('form.removeEntry', { entry: name })}
                    onClick={() => set(user, null)}
                  />
                ) : (
                  <span />
                )}
              </li>
            );
          })}
        </ul>
        {mayChange && <NewPerson onAdd={(user) => set(user, 'Reviewer')} />}
      </>
    ),
  };
}

/** Somebody who is not on the list yet begins as a reader. */
function NewPerson({ onAdd }: { readonly onAdd: (user: string) => void }) {
  const t = useWords();
  const listId = useId();
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<readonly string[]>([]);
  return (
    <div className={styles.addPerson}>
      <Field label={t('folderPermissions.add')}>
        <Input
          placeholder="name@example.com"
          value={typed}
          list={listId}
          onChange={(_, { value }) => {
            setTyped(value);
            void complete('Add-MailboxFolderPermission', 'User', value).then(setFound);
          }}
        />
      </Field>
      <datalist id={listId}>
        {found.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <Button
        icon={<AddRegular />}
        disabled={typed.trim() === ''}
        onClick={() => {
          onAdd(typed.trim());
          setTyped('');
        }}
      >
        {t('form.add')}
      </Button>
    </div>
  );
}

function commandsOf(
  where: string,
  user: string,
  { before, now }: { readonly before: string; readonly now: string | null },
): readonly Command[] {
  const whose = { Identity: where, User: user };
  if (now === null) return before === '' ? [] : [{ cmdlet: 'Remove-MailboxFolderPermission', parameters: whose }];
  if (now === before) return [];
  const cmdlet = before === '' ? 'Add-MailboxFolderPermission' : 'Set-MailboxFolderPermission';
  return [{ cmdlet, parameters: { ...whose, AccessRights: now } }];
}
