import { usualJunkConfiguration } from '../../../domain/automation/junk-configuration.ts';
import type { CmdletDescription, CmdletHost, ManagementObject, ManagementValue } from '@relais/management-contract';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import { directAssignments } from '../../../domain/permissions/direct-assignments.ts';
import { type WriteScope, writeScopeOf } from '../../../domain/permissions/write-scope.ts';
import { type AssignmentInForce, permissionsInForce } from '../../engine/permissions.ts';
import { organizationManagement } from '../../engine/roles.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { nextTurn } from '../../../platform/clock/turn.ts';
import {
  type Configuration,
  isEmptyPart,
  keptProperties,
  plain,
  type PlainPart,
  rowsOf,
} from './configuration-parts.ts';

/** Recipients, which `New-X` makes unless it is left to another part, and `Set-X` changes; in the order of making. */
export const recipientParts: readonly { readonly noun: string; readonly makes: boolean }[] = [
  { noun: 'Mailbox', makes: true },
  { noun: 'MailContact', makes: true },
  { noun: 'DistributionGroup', makes: true },
  { noun: 'CASMailbox', makes: false },
  { noun: 'MailboxAutoReplyConfiguration', makes: false },
  { noun: 'MailboxJunkEmailConfiguration', makes: false },
  { noun: 'MailboxRegionalConfiguration', makes: false },
  { noun: 'MailboxMessageConfiguration', makes: false },
  { noun: 'MailboxAuditBypassAssociation', makes: false },
  { noun: 'User', makes: false },
  { noun: 'Contact', makes: false },
];

/** Who has or may do what: each row is one call of the cmdlet, in this order. */
export const relationCmdlets: readonly string[] = [
  'New-ManagementRole',
  'Set-ManagementRoleEntry',
  'New-RoleGroup',
  'Set-RoleGroup',
  'New-ManagementRoleAssignment',
  'Set-ManagementRoleAssignment',
  'Remove-ManagementRoleAssignment',
  'Add-RoleGroupMember',
  'Add-DistributionGroupMember',
  'Add-MailboxPermission',
  'Add-RecipientPermission',
  'Add-MailboxFolderPermission',
  'New-InboxRule',
  'Disable-InboxRule',
];

/** What is there already and says something else is set. */
export const changedBy: Readonly<Record<string, string>> = {
  'New-ManagementRole': 'Set-ManagementRole',
  'New-RoleGroup': 'Set-RoleGroup',
  'New-ManagementRoleAssignment': 'Set-ManagementRoleAssignment',
  'New-InboxRule': 'Set-InboxRule',
};

/** What EmailAddresses and the signatures say already, and what only Windows asks for. */
const saidElsewhere = new Set([
  'PrimarySmtpAddress',
  'WindowsEmailAddress',
  'EmailAddressPolicyEnabled',
  'Type',
  'AutoAddSignature',
]);

/** Of parts that others begin: the names are said there. */
const namesOfOthers = new Set(['DisplayName', 'UserPrincipalName', 'SamAccountName']);

export interface Recipients {
  readonly objects: Readonly<Record<string, readonly PlainPart[]>>;
  readonly relations: Readonly<Record<string, readonly PlainPart[]>>;
}

interface Source {
  readonly host: CmdletHost;
  readonly described: ReadonlyMap<string, CmdletDescription>;
  readonly services: ManagementServices;
}

/** What is there of recipients and permissions, as far as the caller may see and make it. */
export async function currentRecipients(source: Source): Promise<Recipients> {
  const { described } = source;
  const objects: Record<string, readonly PlainPart[]> = {};
  for (const { noun, makes } of recipientParts) {
    const set = described.get(`Set-${noun}`);
    if (set === undefined || (makes && !described.has(`New-${noun}`))) continue;
    objects[noun] = (await objectsOf(source, noun)).flatMap((row) => {
      const kept = Object.entries(auditsSaid(keptProperties(row, set))).filter(
        ([name]) => makes || !namesOfOthers.has(name),
      );
      const part = withoutEmpty(
        withoutProtocolDefaults({ ...Object.fromEntries(kept), Name: plain(row.Name ?? row.Identity ?? null) }),
      );
      return isPlainDefault(noun, part)
        ? []
        : [noun === 'Mailbox' && row.IsShared === true ? { ...part, Shared: true } : part];
    });
  }
  const relations: Record<string, readonly PlainPart[]> = {};
  const readers = relationReaders(source);
  for (const cmdlet of relationCmdlets)
    if (described.has(cmdlet)) relations[cmdlet] = (await readers[cmdlet]?.()) ?? [];
  return { objects, relations };
}

export function withRecipients(own: Configuration, people: Recipients): Configuration {
  return {
    ...own,
    objects: { ...own.objects, ...people.objects },
    relations: { ...own.relations, ...people.relations },
  };
}

async function objectsOf({ host, services }: Source, noun: string): Promise<readonly ManagementObject[]> {
  const { directory, automation } = services;
  const concerns: Readonly<Record<string, (mailbox: Mailbox) => boolean>> = {
    MailboxJunkEmailConfiguration: ({ guid }) => automation.junk.of(guid) !== usualJunkConfiguration,
    MailboxAutoReplyConfiguration: ({ guid }) => automation.replies.of(guid).state !== 'Disabled',
    MailboxRegionalConfiguration: ({ language, otherProperties }) =>
      language !== null || Object.keys(otherProperties).length > 0,
    MailboxMessageConfiguration: () => true,
  };
  const isConcerned = concerns[noun];
  if (isConcerned === undefined) {
    const rows = await rowsOf(host, `Get-${noun}`);
    return noun === 'MailboxAuditBypassAssociation' ? rows.filter((row) => row.AuditBypassEnabled === true) : rows;
  }
  const concerned = directory.mailboxes().filter(isConcerned);
  return perMailbox(concerned, async (mailbox) => {
    const { name } = mailbox;
    const more = noun === 'MailboxMessageConfiguration' ? await takenAway(services, mailbox) : {};
    return (await rowsOf(host, `Get-${noun}`, { Identity: name })).map((row) => ({ ...row, ...more, Name: name }));
  });
}

/** Of a signature that is gone it is said that it is: the server that reads this may still have it. */
async function takenAway({ personal }: ManagementServices, mailbox: Mailbox): Promise<ManagementObject> {
  const texts = [...(await personal.identityTexts.of(mailbox.guid)).values()];
  const had = texts.some((one) => one.textSignature !== undefined || one.htmlSignature !== undefined);
  const has = texts.some((one) => (one.textSignature ?? '') !== '' || (one.htmlSignature ?? '') !== '');
  return had && !has ? { SignatureText: null } : {};
}

/** By cmdlet: its parameters, a row a call. */
function relationReaders({ host, services }: Source): Readonly<Record<string, () => Promise<readonly PlainPart[]>>> {
  const { directory, automation, folderGrants } = services;
  const text = (value: ManagementValue | undefined): string => String(value ?? '');
  const list = (value: ManagementValue | undefined): readonly string[] =>
    Array.isArray(value) ? value.map(String) : [];
  const inForce = permissionsInForce(services.permissions);
  const changedGroups = new Map(services.permissions.groups().map((group) => [group.name.toLowerCase(), group]));
  const direct = directory
    .mailboxes()
    .flatMap((mailbox) => directAssignments(mailbox).map((assignment) => ({ mailbox, assignment })));
  const customRoles = async () => (await rowsOf(host, 'Get-ManagementRole')).filter((role) => text(role.Parent) !== '');
  const entriesOf = async (role: string) => rowsOf(host, 'Get-ManagementRoleEntry', { Identity: `${role}\\*` });
  return {
    'New-ManagementRole': async () => {
      const roles: PlainPart[] = [];
      for (const { Name, Parent, Description } of await customRoles())
        roles.push(
          withoutEmpty({
            Name: text(Name),
            Parent: text(Parent),
            Description: text(Description),
            EnabledCmdlets: (await entriesOf(text(Name))).map((entry) => text(entry.Name)),
          }),
        );
      return roles;
    },
    'Set-ManagementRoleEntry': async () => {
      const rows: PlainPart[] = [];
      for (const { Name, Parent } of await customRoles()) {
        const full = new Map(
          (await entriesOf(text(Parent))).map((entry) => [text(entry.Name), list(entry.Parameters)]),
        );
        for (const entry of await entriesOf(text(Name))) {
          const held = list(entry.Parameters);
          if (held.length !== full.get(text(entry.Name))?.length)
            rows.push({ Identity: `${text(Name)}\\${text(entry.Name)}`, Parameters: held });
        }
      }
      return rows;
    },
    'New-RoleGroup': async () =>
      (await rowsOf(host, 'Get-RoleGroup'))
        .filter(({ IsBuiltIn }) => IsBuiltIn !== true)
        .map(({ Name, Description, DisplayName, ManagedBy }) =>
          withoutEmpty({
            Name: text(Name),
            DisplayName: text(DisplayName),
            Description: text(Description),
            ManagedBy: list(ManagedBy),
          }),
        ),
    'Set-RoleGroup': async () =>
      inForce.groups
        .filter(({ isBuiltIn, name }) => isBuiltIn && changedGroups.has(name.toLowerCase()))
        .map(({ name, displayName, description, managedBy }) => {
          const own = changedGroups.get(name.toLowerCase())?.description ?? null;
          return {
            Identity: name,
            DisplayName: displayName,
            ManagedBy: managedBy,
            ...(own === null ? {} : { Description: description.en }),
          };
        }),
    // New-ManagementRole lets Organization Management give its role on.
    'New-ManagementRoleAssignment': async () => [
      ...inForce.assignments
        .filter(
          ({ isBuiltIn, delegating, assignee }) => !isBuiltIn && !(delegating && assignee === organizationManagement),
        )
        .map((one) => assignmentRow(one, 'SecurityGroup')),
      ...direct.map(({ mailbox, assignment }) =>
        assignmentRow({ ...assignment, assignee: mailbox.emailAddresses[0] ?? mailbox.name }, 'User'),
      ),
    ],
    'Set-ManagementRoleAssignment': async () =>
      [...inForce.assignments, ...direct.map(({ assignment }) => assignment)]
        .map((assignment) => ({
          Identity: assignment.name,
          ...(assignment.enabled ? {} : { Enabled: false }),
          // Of others New-ManagementRoleAssignment says it.
          ...('isBuiltIn' in assignment && assignment.isBuiltIn ? scopeRow(assignment) : {}),
        }))
        .filter((row) => Object.keys(row).length > 1),
    'Remove-ManagementRoleAssignment': async () =>
      services.permissions
        .assignments()
        .filter(({ removed }) => removed)
        .map(({ name }) => ({ Identity: name })),
    'Add-RoleGroupMember': async () =>
      directory
        .mailboxes()
        .flatMap(({ emailAddresses, roleGroups }) =>
          roleGroups.map((group) => ({ Identity: group, Member: emailAddresses[0] ?? '' })),
        ),
    'Add-DistributionGroupMember': async () =>
      perMailbox(directory.groups(), async ({ name }) =>
        (await rowsOf(host, 'Get-DistributionGroupMember', { Identity: name })).map((member) => ({
          Identity: name,
          Member: text(member.PrimarySmtpAddress) || text(member.Name),
        })),
      ),
    'Add-MailboxPermission': async () =>
      perMailbox(
        directory.mailboxes().filter(({ fullAccess }) => fullAccess.length > 0),
        async ({ name }) =>
          (await rowsOf(host, 'Get-MailboxPermission', { Identity: name }))
            .filter(({ User, IsInherited }) => IsInherited !== true && text(User) !== 'NT AUTHORITY\\SELF')
            .map(({ User, AccessRights }) => ({ Identity: name, User: text(User), AccessRights: list(AccessRights) })),
      ),
    'Add-RecipientPermission': async () =>
      perMailbox(
        directory.recipients().filter((one) => 'sendAs' in one && one.sendAs.length > 0),
        async ({ name }) =>
          (await rowsOf(host, 'Get-RecipientPermission', { Identity: name }))
            .filter(({ Trustee }) => text(Trustee) !== 'NT AUTHORITY\\SELF')
            .map(({ Trustee }) => ({ Identity: name, Trustee: text(Trustee), AccessRights: ['SendAs'] })),
      ),
    'Add-MailboxFolderPermission': async () => {
      const owners = new Set([...folderGrants.byGrantee.values()].flatMap((some) => [...some]));
      return perMailbox(
        directory.mailboxes().filter(({ guid }) => owners.has(guid)),
        async ({ name }) => folderPermissions(host, name),
      );
    },
    'New-InboxRule': async () =>
      perMailbox(
        directory.mailboxes().filter(({ guid }) => automation.rules.list(guid).length > 0),
        async ({ name }) => {
          const make = (await host.describe()).find((cmdlet) => cmdlet.name === 'New-InboxRule');
          if (make === undefined) return [];
          return (await rowsOf(host, 'Get-InboxRule', { Mailbox: name })).map((rule) =>
            withoutEmpty({ Mailbox: name, ...trueOnly(keptProperties(rule, make)) }),
          );
        },
      ),
    'Disable-InboxRule': async () =>
      directory.mailboxes().flatMap(({ guid, name }) =>
        automation.rules
          .list(guid)
          .filter(({ enabled }) => !enabled)
          .map((rule) => ({ Mailbox: name, Identity: rule.name })),
      ),
  };
}

function assignmentRow(
  assignment: Pick<AssignmentInForce, 'name' | 'role' | 'assignee' | 'delegating'> & {
    readonly writeScope?: WriteScope;
  },
  assigneeParameter: 'SecurityGroup' | 'User',
): PlainPart {
  const { name, role, assignee, delegating } = assignment;
  return {
    Name: name,
    Role: role,
    [assigneeParameter]: assignee,
    ...(delegating ? { Delegating: true } : {}),
    ...scopeRow(assignment),
  };
}

function scopeRow(assignment: { readonly writeScope?: WriteScope }): PlainPart {
  const scope = writeScopeOf(assignment);
  if (scope === 'Organization') return {};
  return typeof scope === 'string'
    ? { RecipientRelativeWriteScope: scope }
    : { CustomRecipientWriteScope: scope.custom };
}

async function folderPermissions(host: CmdletHost, mailbox: string): Promise<readonly PlainPart[]> {
  const rows: PlainPart[] = [];
  for (const folder of await rowsOf(host, 'Get-MailboxFolderStatistics', { Identity: mailbox })) {
    const path = String(folder.FolderPath ?? '').replaceAll('/', '\\');
    for (const grant of await rowsOf(host, 'Get-MailboxFolderPermission', { Identity: `${mailbox}:${path}` })) {
      const rights = Array.isArray(grant.AccessRights) ? grant.AccessRights.map(String) : [];
      const user = String(grant.User ?? '');
      if ((user === 'Default' || user === 'Anonymous') && rights.join() === 'None') continue;
      rows.push({ Identity: `${mailbox}:${path}`, User: user, AccessRights: rights });
    }
  }
  return rows;
}

/** Nothing but the name: as it is when it is made. */
function isPlainDefault(noun: string, part: PlainPart): boolean {
  return noun !== 'Mailbox' && noun !== 'MailContact' && noun !== 'DistributionGroup' && Object.keys(part).length === 1;
}

/** What is emptied here is not empty when a mailbox is made. */
function auditsSaid(part: PlainPart): PlainPart {
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => [
      name,
      /^Audit(Owner|Delegate|Admin)$/.test(name) && isEmptyPart(value) ? ['None'] : value,
    ]),
  );
}

/** Formats cannot be set for a mailbox that has those of the protocol. */
function withoutProtocolDefaults(part: PlainPart): PlainPart {
  const isFormat = /^(Pop|Imap)(MessagesRetrievalMimeFormat|EnableExact|SuppressRead|ForceICal)/;
  return Object.fromEntries(
    Object.entries(part).filter(([name]) => {
      const protocol = isFormat.exec(name)?.[1];
      return protocol === undefined || part[`${protocol}UseProtocolDefaults`] !== true;
    }),
  );
}

function withoutEmpty(part: PlainPart): PlainPart {
  return Object.fromEntries(
    Object.entries(part).filter(
      ([name, value]) =>
        !saidElsewhere.has(name) && (!isEmptyPart(value) || (name === 'SignatureText' && value === null)),
    ),
  );
}

/** Of a rule: a condition that is `$false` is no condition, and would be read as one. */
function trueOnly(part: PlainPart): PlainPart {
  return Object.fromEntries(
    Object.entries(part).filter(([name, value]) => value !== false || name === 'StopProcessingRules'),
  );
}

async function perMailbox<M, R>(all: readonly M[], read: (one: M) => Promise<readonly R[]>): Promise<R[]> {
  const rows: R[] = [];
  for (const one of all) {
    rows.push(...(await read(one)));
    await nextTurn();
  }
  return rows;
}
