import type { CommandEntry } from '../command.ts';

export const commands: readonly CommandEntry[] = [
  {
    name: 'serve',
    synopsis: 'serve mail; --data DIR says where everything lives',
    load: async () => (await import('./serve.ts')).serve,
  },
  {
    name: 'shell',
    synopsis: 'administer: Exchange’s command lines, here or from afar',
    load: async () => (await import('./shell.ts')).shell,
  },
  {
    name: 'backup',
    synopsis: 'copy a data directory, also beside a running server',
    load: async () => (await import('./backup.ts')).backup,
  },
  {
    name: 'restore',
    synopsis: 'put a backup back into a new data directory',
    load: async () => (await import('./backup.ts')).restore,
  },
  {
    name: 'transfer',
    synopsis: 'copy everything from files to PostgreSQL, or back',
    load: async () => (await import('./transfer.ts')).transfer,
  },
  {
    name: 'verify',
    synopsis: 'check every file, row and count of a data directory',
    load: async () => (await import('./verify.ts')).verify,
  },
  {
    name: 'export',
    synopsis: 'write a mailbox as Maildir',
    load: async () => (await import('./export-import.ts')).exportCommand,
  },
  {
    name: 'import',
    synopsis: 'bring Maildir, mbox or single messages into a mailbox',
    load: async () => (await import('./export-import.ts')).importCommand,
  },
];
