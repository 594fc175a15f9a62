import type { LocalisedText } from '@relais/management-contract';
import type { Mailbox } from '../../domain/directory/directory.ts';
import { directAssignments } from '../../domain/permissions/direct-assignments.ts';
import type { PermissionStore, StoredManagementScope } from '../../domain/permissions/permission-store.ts';
import { type WriteScope, writeScopeOf } from '../../domain/permissions/write-scope.ts';
import { managementRoles, organizationManagement, roleGroups as builtInGroups } from './roles.ts';

export interface RoleGroupInForce {
  readonly name: string;
  readonly displayName: string;
  readonly description: LocalisedText;
  readonly managedBy: readonly string[];
  readonly isBuiltIn: boolean;
}

export interface RoleInForce {
  readonly name: string;
  /** `null`: built in, holds what cmdlets say. */
  readonly parent: string | null;
  readonly description: string;
  /** Of a role of the organisation's own, by lower-case cmdlet; `null`: every parameter of the parent. */
  readonly entries: ReadonlyMap<string, { readonly cmdlet: string; readonly parameters: readonly string[] | null }>;
}

export interface AssignmentInForce {
  readonly name: string;
  readonly role: string;
  readonly assigneeType: 'RoleGroup' | 'User';
  /** Name of the group, or GUID of the mailbox. */
  readonly assignee: string;
  readonly delegating: boolean;
  readonly enabled: boolean;
  readonly isBuiltIn: boolean;
  readonly writeScope: WriteScope;
}

/** Who asks: members of these groups, and the roles given to the person himself. */
export interface Holder {
  readonly roleGroups: readonly string[];
  readonly mailbox: Mailbox | null;
}

/** The permissions as they are in force: the built-in ones with the organisation's changes laid over. */
export interface Permissions {
  readonly groups: readonly RoleGroupInForce[];
  readonly roles: readonly RoleInForce[];
  /** Of groups; those of people stand on their mailboxes. */
  readonly assignments: readonly AssignmentInForce[];
  findGroup(name: string): RoleGroupInForce | null;
  findRole(name: string): RoleInForce | null;
  findScope(name: string): StoredManagementScope | null;
  /** The built-in role that a role comes from. */
  rootOf(role: RoleInForce): RoleInForce;
  assignmentsOf(holder: Holder): readonly AssignmentInForce[];
  /** Names of the roles that somebody has; unknown groups give nothing. */
  rolesOf(holder: Holder): ReadonlySet<string>;
  /** Whether somebody may give the role on: a delegating assignment of it or of a role it comes from. */
  mayDelegate(holder: Holder, role: RoleInForce): boolean;
}

type KeptPermissions = Pick<PermissionStore, 'groups' | 'roles' | 'assignments' | 'scopes'>;

const empty: KeptPermissions = {
  groups: () => [],
  roles: () => [],
  assignments: () => [],
  scopes: () => [],
};

/** As they are now. Cheap: made anew for each request. */
export function permissionsInForce(store: KeptPermissions = empty): Permissions {
  const changes = byName(store.groups());
  const groups: readonly RoleGroupInForce[] = [
    ...builtInGroups.map(({ name, description }) => {
      const changed = changes.get(name.toLowerCase());
      const text = changed?.description ?? null;
      return {
        name,
        displayName: changed?.displayName ?? name,
        description: text === null ? description : { en: text, fr: text },
        managedBy: changed?.managedBy ?? [organizationManagement],
        isBuiltIn: true,
      };
    }),
    ...store
      .groups()
      .filter(({ name }) => !builtInGroups.some((group) => group.name.toLowerCase() === name.toLowerCase()))
      .map(({ name, displayName, description, managedBy }) => ({
        name,
        displayName,
        description: { en: description ?? '', fr: description ?? '' },
        managedBy,
        isBuiltIn: false,
      })),
  ];
  const roles: readonly RoleInForce[] = [
    ...managementRoles.map((name) => ({ name, parent: null, description: '', entries: new Map() })),
    ...store.roles().map(({ name, parent, description, entries }) => ({
      name,
      parent,
      description,
      entries: new Map(
        Object.entries(entries).map(([cmdlet, parameters]) => [cmdlet.toLowerCase(), { cmdlet, parameters }]),
      ),
    })),
  ];
  const roleNamed = byName(roles);
  const groupNamed = byName(groups);
  const scopeNamed = byName(store.scopes());
  const stored = byName(store.assignments());
  const assignments: readonly AssignmentInForce[] = [
    ...builtInAssignments().flatMap((assignment) => {
      const change = stored.get(assignment.name.toLowerCase());
      if (change?.removed === true) return [];
      return [
        change === undefined
          ? assignment
          : { ...assignment, enabled: change.enabled, writeScope: writeScopeOf(change) },
      ];
    }),
    ...store
      .assignments()
      .filter(({ name, removed }) => !removed && !builtInNames.has(name.toLowerCase()))
      .map(({ name, role, assignee, delegating, enabled, ...rest }) => ({
        name,
        role,
        assigneeType: 'RoleGroup' as const,
        assignee,
        delegating,
        enabled,
        isBuiltIn: false,
        writeScope: writeScopeOf(rest),
      })),
  ];

  const rootOf = (role: RoleInForce): RoleInForce => {
    let found = role;
    for (let depth = 0; found.parent !== null && depth < 50; depth += 1) {
      const parent = roleNamed.get(found.parent.toLowerCase());
      if (parent === undefined) return found;
      found = parent;
    }
    return found;
  };
  const assignmentsOf = ({ roleGroups, mailbox }: Holder): readonly AssignmentInForce[] => {
    const own = new Set(roleGroups.map((name) => name.toLowerCase()));
    const direct = mailbox === null ? [] : directAssignments(mailbox);
    return [
      ...assignments.filter(({ assignee }) => own.has(assignee.toLowerCase())),
      ...direct.map((assignment) => ({
        ...assignment,
        assigneeType: 'User' as const,
        assignee: mailbox?.guid ?? '',
        isBuiltIn: false,
        writeScope: writeScopeOf(assignment),
      })),
    ];
  };
  return {
    groups,
    roles,
    assignments,
    findGroup: (name) => groupNamed.get(name.trim().toLowerCase()) ?? null,
    findRole: (name) => roleNamed.get(name.trim().toLowerCase()) ?? null,
    findScope: (name) => scopeNamed.get(name.trim().toLowerCase()) ?? null,
    rootOf,
    assignmentsOf,
    rolesOf: (holder) =>
      new Set(
        assignmentsOf(holder)
          .filter(({ enabled, delegating }) => enabled && !delegating)
          .map(({ role }) => role),
      ),
    mayDelegate(holder, role) {
      const line = new Set<string>();
      for (let found: RoleInForce | undefined = role; found !== undefined && line.size < 50; ) {
        line.add(found.name.toLowerCase());
        found = found.parent === null ? undefined : roleNamed.get(found.parent.toLowerCase());
      }
      return assignmentsOf(holder).some(
        (assignment) => assignment.enabled && assignment.delegating && line.has(assignment.role.toLowerCase()),
      );
    },
  };
}

export function assignmentName(role: string, assignee: string, delegating: boolean): string {
  return `${role}-${assignee}${delegating ? '-Delegating' : ''}`;
}

function builtInAssignments(): readonly AssignmentInForce[] {
  return builtInGroups.flatMap((group) =>
    (group.roles === 'every' ? managementRoles : group.roles).flatMap((role) =>
      (group.name === organizationManagement ? [false, true] : [false]).map((delegating) => ({
        name: assignmentName(role, group.name, delegating),
        role,
        assigneeType: 'RoleGroup' as const,
        assignee: group.name,
        delegating,
        enabled: true,
        isBuiltIn: true,
        writeScope: 'Organization' as const,
      })),
    ),
  );
}

const builtInNames: ReadonlySet<string> = new Set(builtInAssignments().map(({ name }) => name.toLowerCase()));

function byName<T extends { readonly name: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.name.toLowerCase(), item]));
}
