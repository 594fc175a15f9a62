import { Button, Field, Input, Select } from '@fluentui/react-components';
import { AddRegular, DeleteRegular } from '@fluentui/react-icons';
import type { ManagementObject } from '@relais/management-contract';
import { useQueries } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import type { Moved } from '../form/draft.ts';
import { useRefusal } from '../form/refused-field.ts';
import { useShownField } from '../form/shown-field.ts';
import { useWords } from '../language/words.ts';
import { complete, rowsQuery, useMay, useRows } from '../server/cmdlets.ts';
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

/** The role that is wanted, `null` for none at all, and the one that stood there when it was chosen; '' for none. */
interface Change {
  readonly before: string;
  readonly now: string | null;
}
/** By folder, then by person. */
type Edits = Readonly<Record<string, Readonly<Record<string, Change>>>>;

export interface FolderPermissions {
  readonly content: ReactNode;
  readonly commands: readonly Command[];
  readonly moved: readonly Moved[];
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
  // Also those that were changed and are out of sight: what somebody else does to them meanwhile is to be told.
  const wanted = [...new Set([asked, ...Object.keys(edits)])];
  const saved = useQueries({
    queries: wanted.map((where) => ({
      ...rowsQuery('Get-MailboxFolderPermission', { Identity: where }),
      enabled: isEnabled || where in edits,
    })),
    combine: (answers) =>
      new Map(
        wanted.map((where, at) => [where, { roles: rolesOf(answers[at]?.data), error: answers[at]?.error ?? null }]),
      ),
  });
  const roleNow = (where: string, user: string): string => saved.get(where)?.roles[user] ?? '';
  const here = saved.get(asked);
  const own = edits[asked] ?? {};
  const mayChange = may('Set-MailboxFolderPermission');
  const shown = [...new Set([...Object.keys(here?.roles ?? {}), ...Object.keys(own)])].filter(
    (user) => own[user]?.now !== null,
  );
  const set = (user: string, now: string | null) =>
    setEdits({ ...edits, [asked]: { ...own, [user]: { before: own[user]?.before ?? roleNow(asked, user), now } } });
  const nameOf = (role: string): string =>
    (roles as readonly string[]).includes(role) ? t(`folderRoles.${role as (typeof roles)[number]}`) : role;
  const changes = Object.entries(edits).flatMap(([where, people]) =>
    Object.entries(people).map(([user, change]) => ({ where, user, ...change, stands: roleNow(where, user) })),
  );
  const differing = changes.filter(({ now, stands }) => (now ?? '') !== stands);
  return {
    commands: differing.map(({ where, user, now, stands }) => commandOf(where, user, now, stands)),
    moved: differing
      .filter(({ before, stands }) => before !== stands)
      .map(({ where, user, before, stands }) => ({
        name: `${where} ${user}`,
        label: t('folderPermissions.inFolder', {
          name: user === 'Default' ? t('folderPermissions.everybody') : user,
          folder: where.slice(identity.length + 2).replaceAll('\\', '/'),
        }),
        before: nameOf(before),
        now: nameOf(stands),
      })),
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
        {here?.error != null && <p role="alert">{here.error.message}</p>}
        <ul className={styles.people}>
          {shown.map((user) => {
            const role = own[user]?.now ?? here?.roles[user] ?? 'None';
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

const standsFor = ['Add', 'Set', 'Remove'].map((verb) => `${verb}-MailboxFolderPermission.User`);

/** Somebody who is not on the list yet begins as a reader. */
function NewPerson({ onAdd }: { readonly onAdd: (user: string) => void }) {
  const t = useWords();
  const listId = useId();
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<readonly string[]>([]);
  const refusal = useRefusal('FolderPermissions', standsFor);
  useShownField('FolderPermissions', t('folderPermissions.title'), { standsFor });
  return (
    <div className={styles.addPerson}>
      <Field
        label={t('folderPermissions.add')}
        validationMessage={refusal}
        validationState={refusal === null ? 'none' : 'error'}
      >
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

/** From what stands there now, which somebody else may have changed, to what is wanted. */
function commandOf(where: string, user: string, wanted: string | null, stands: string): Command {
  const whose = { Identity: where, User: user };
  if (wanted === null) return { cmdlet: 'Remove-MailboxFolderPermission', parameters: whose };
  const cmdlet = stands === '' ? 'Add-MailboxFolderPermission' : 'Set-MailboxFolderPermission';
  return { cmdlet, parameters: { ...whose, AccessRights: wanted } };
}

/** By person; who is not named has none. */
function rolesOf(rows: readonly ManagementObject[] | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (rows ?? []).map((row) => [textOf(row, 'User'), listOf(row, 'AccessRights').join(', ') || 'None']),
  );
}
