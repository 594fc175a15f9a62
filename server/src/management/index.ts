export { cmdlets } from './cmdlets/index.ts';
export type { ManagementCaller } from './engine/caller.ts';
export type { Cmdlet } from './engine/cmdlet.ts';
export { createCmdletHost } from './engine/create-cmdlet-host.ts';
export { managementRoles, roleGroups } from './engine/roles.ts';
export type { ManagementServices } from './engine/services.ts';
export { settingsCmdlets } from './settings-cmdlets.ts';
