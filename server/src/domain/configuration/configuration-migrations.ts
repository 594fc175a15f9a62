import type { Migration } from '../../storage/migrations.ts';

/** Tables of the configuration in the system scope. Values are the JSON of `toWire`. */
export const configurationMigrations: readonly Migration[] = [
  {
    version: 1,
    name: 'settings, receive connectors, servers, services',
    statements: ({ types }) => [
      `CREATE TABLE setting (noun TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, when_changed ${types.bigint} NOT NULL, PRIMARY KEY (noun, name))`,
      `CREATE TABLE receive_connector (guid TEXT NOT NULL PRIMARY KEY, name_key TEXT NOT NULL UNIQUE, record TEXT NOT NULL)`,
      `CREATE TABLE server (name TEXT NOT NULL PRIMARY KEY, record TEXT NOT NULL)`,
      `CREATE TABLE service_startup (name TEXT NOT NULL PRIMARY KEY, startup_type TEXT NOT NULL)`,
    ],
  },
  {
    version: 2,
    name: 'remote domains, throttling policies',
    statements: () => [
      `CREATE TABLE remote_domain (guid TEXT NOT NULL PRIMARY KEY, name_key TEXT NOT NULL UNIQUE, record TEXT NOT NULL)`,
      `CREATE TABLE throttling_policy (guid TEXT NOT NULL PRIMARY KEY, name_key TEXT NOT NULL UNIQUE, record TEXT NOT NULL)`,
    ],
  },
  {
    version: 3,
    name: 'transport rules',
    statements: () => [
      `CREATE TABLE transport_rule (guid TEXT NOT NULL PRIMARY KEY, name_key TEXT NOT NULL UNIQUE, record TEXT NOT NULL)`,
    ],
  },
  {
    version: 4,
    name: 'certificates by ACME',
    statements: () => [
      `CREATE TABLE acme (name TEXT NOT NULL PRIMARY KEY, record TEXT NOT NULL)`,
      `CREATE TABLE acme_challenge (token TEXT NOT NULL PRIMARY KEY, answer TEXT NOT NULL)`,
    ],
  },
];
