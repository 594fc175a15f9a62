import type { Migration } from '../../storage/migrations.ts';

/** Tables of the outbound queue in the system scope. Each node sends what it took, so rows are keyed by server first. */
export const queueMigrations: readonly Migration[] = [
  {
    version: 1,
    name: 'outbound queue, send connectors, message tracking',
    statements: ({ types, clustered }) => [
      `CREATE TABLE queued_message (
         server TEXT NOT NULL,
         message_id ${types.bigint} NOT NULL,
         arriving INTEGER NOT NULL,
         suspended INTEGER NOT NULL,
         expires ${types.bigint} NOT NULL,
         delay_notice ${types.bigint} NOT NULL,
         record TEXT NOT NULL,
         PRIMARY KEY (server, message_id)
       ) ${clustered}`,
      `CREATE INDEX queued_message_by_expiry ON queued_message (server, expires)`,
      `CREATE INDEX queued_message_by_notice ON queued_message (server, delay_notice)`,
      `CREATE TABLE queued_recipient (
         server TEXT NOT NULL,
         message_id ${types.bigint} NOT NULL,
         number INTEGER NOT NULL,
         domain TEXT NOT NULL,
         next_hop TEXT NOT NULL,
         rank INTEGER NOT NULL,
         next_attempt ${types.bigint} NOT NULL,
         attempts INTEGER NOT NULL,
         last_error TEXT,
         record TEXT NOT NULL,
         PRIMARY KEY (server, message_id, number)
       ) ${clustered}`,
      `CREATE INDEX queued_recipient_in_order ON queued_recipient (server, next_hop, rank, message_id, number)`,
      `CREATE INDEX queued_recipient_by_time ON queued_recipient (server, next_hop, next_attempt)`,
      // Long rows: SQLite would read each one it compares whole if they lived in their key.
      `CREATE TABLE queued_content (
         server TEXT NOT NULL,
         message_id ${types.bigint} NOT NULL,
         piece INTEGER NOT NULL,
         size_bytes INTEGER NOT NULL,
         packing INTEGER NOT NULL,
         data ${types.bytes} NOT NULL,
         PRIMARY KEY (server, message_id, piece)
       )`,
      `CREATE TABLE next_hop_queue (
         server TEXT NOT NULL,
         queue_id INTEGER NOT NULL,
         next_hop TEXT NOT NULL,
         suspended INTEGER NOT NULL,
         attempts INTEGER NOT NULL,
         next_attempt ${types.bigint} NOT NULL,
         last_attempt ${types.bigint} NOT NULL,
         last_error TEXT,
         PRIMARY KEY (server, next_hop)
       ) ${clustered}`,
      `CREATE TABLE send_connector (guid TEXT NOT NULL PRIMARY KEY, name_key TEXT NOT NULL UNIQUE, record TEXT NOT NULL)`,
      `CREATE TABLE message_tracking (
         server TEXT NOT NULL,
         sequence ${types.bigint} NOT NULL,
         at ${types.bigint} NOT NULL,
         event TEXT NOT NULL,
         record TEXT NOT NULL,
         PRIMARY KEY (server, sequence)
       ) ${clustered}`,
      `CREATE INDEX message_tracking_by_time ON message_tracking (at)`,
    ],
  },
  {
    version: 2,
    name: 'DKIM keys',
    statements: () => [`CREATE TABLE dkim_config (domain TEXT NOT NULL PRIMARY KEY, record TEXT NOT NULL)`],
  },
  {
    version: 3,
    name: 'what is due is found without a look at what waits',
    statements: () => [
      // Covers also the counts of Get-Queue.
      `CREATE INDEX queued_recipient_due ON queued_recipient (server, next_hop, rank, next_attempt, message_id, number)`,
      `DROP INDEX queued_recipient_in_order`,
      `DROP INDEX queued_recipient_by_time`,
      `CREATE INDEX queued_message_arriving ON queued_message (server, message_id) WHERE arriving = 1`,
    ],
  },
  {
    version: 4,
    name: 'policies of MTA-STS outlive a restart',
    statements: ({ types }) => [
      `CREATE TABLE mta_sts_policy (
         domain TEXT NOT NULL PRIMARY KEY,
         id TEXT NOT NULL,
         text TEXT NOT NULL,
         until ${types.bigint} NOT NULL
       )`,
    ],
  },
  {
    version: 5,
    name: 'numbers of messages are reserved',
    statements: ({ types, clustered }) => [
      `CREATE TABLE message_number (
         server TEXT NOT NULL PRIMARY KEY,
         reserved ${types.bigint} NOT NULL
       ) ${clustered}`,
    ],
  },
  {
    version: 6,
    name: 'attempts at deliveries that broke off',
    statements: ({ types, clustered }) => [
      `CREATE TABLE delivery_attempt (
         server TEXT NOT NULL,
         name TEXT NOT NULL,
         value TEXT NOT NULL,
         at ${types.bigint} NOT NULL,
         PRIMARY KEY (server, name)
       ) ${clustered}`,
      'CREATE INDEX delivery_attempt_by_time ON delivery_attempt (server, at)',
    ],
  },
];
