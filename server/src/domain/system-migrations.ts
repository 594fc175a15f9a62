import type { Migration } from '../storage/migrations.ts';
import { auditMigrations } from './audit/audit-migrations.ts';
import { automationMigrations } from './automation/automation-migrations.ts';
import { configurationMigrations } from './configuration/configuration-migrations.ts';
import { credentialMigrations } from './credentials/credential-migrations.ts';
import { directoryMigrations } from './directory/directory-migrations.ts';
import { permissionsMigrations } from './permissions/permissions-migrations.ts';
import { personalMigrations } from './personal/personal-migrations.ts';
import { queueMigrations } from './queue/queue-migrations.ts';
import { reportMigrations } from './reports/report-migrations.ts';
import { sharingMigrations } from './sharing/sharing-migrations.ts';

/** The tables of the system scope, room by room, in the order in which they are made. Accounts have their own. */
export const systemMigrations: readonly { readonly room: string; readonly migrations: readonly Migration[] }[] = [
  { room: 'directory', migrations: directoryMigrations },
  { room: 'credentials', migrations: credentialMigrations },
  { room: 'configuration', migrations: configurationMigrations },
  { room: 'audit', migrations: auditMigrations },
  { room: 'queue', migrations: queueMigrations },
  { room: 'automation', migrations: automationMigrations },
  { room: 'permissions', migrations: permissionsMigrations },
  { room: 'personal', migrations: personalMigrations },
  { room: 'sharing', migrations: sharingMigrations },
  { room: 'reports', migrations: reportMigrations },
];
