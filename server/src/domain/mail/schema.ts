import { contentTables } from '../../storage/content-store.ts';
import type { Migration } from '../../storage/migrations.ts';

/**
 * The tables of an account's mail.
 *
 * What FETCH and STORE touch of all messages is packed: `message_states` holds what changes (flags, modseq) and
 * `message_facts` what does not (content, thread, size, dates), a row for each block of 128 UIDs (message-block.ts). Selecting
 * 50,000 messages or flagging them all is some 400 rows.
 * `message_summaries` holds copies of what FETCH sends, made when they are first wanted (packed-summaries.ts).
 * `contents` holds what is known of a message's bytes, counted by `refs`, since COPY shares them; what
 * COPY adds is counted in `content_copies` (content-references.ts). A content with no refs is on its way in (`staged_at`) or
 * on its way out (unused-contents.ts).
 * Tables with long values are not clustered: SQLite reads the whole of such a row to compare its key, at every step of a
 * search for one.
 */
export const mailMigrations: readonly Migration[] = [
  {
    version: 1,
    name: 'folders, messages and contents',
    statements: (differences) => {
      const { types, clustered } = differences;
      return [
        `CREATE TABLE mailbox_state (
           account INTEGER PRIMARY KEY,
           next_folder_id INTEGER NOT NULL,
           next_content_id ${types.bigint} NOT NULL,
           last_uid_validity ${types.bigint} NOT NULL,
           size_bytes ${types.bigint} NOT NULL,
           messages ${types.bigint} NOT NULL,
           size_limit ${types.bigint}
         )`,
        `CREATE TABLE folders (
           account INTEGER NOT NULL,
           folder_id INTEGER NOT NULL,
           name ${types.name} NOT NULL,
           special_use TEXT,
           selectable INTEGER NOT NULL,
           hidden INTEGER NOT NULL,
           uid_validity ${types.bigint} NOT NULL,
           uid_next ${types.bigint} NOT NULL,
           highest_modseq ${types.bigint} NOT NULL,
           first_recent_uid ${types.bigint} NOT NULL,
           messages INTEGER NOT NULL,
           unseen INTEGER NOT NULL,
           deleted INTEGER NOT NULL,
           size_bytes ${types.bigint} NOT NULL,
           PRIMARY KEY (account, folder_id)
         ) ${clustered}`,
        'CREATE UNIQUE INDEX folders_by_name ON folders (account, name)',
        `CREATE TABLE subscriptions (
           account INTEGER NOT NULL,
           name ${types.name} NOT NULL,
           PRIMARY KEY (account, name)
         ) ${clustered}`,
        `CREATE TABLE keyword_sets (
           account INTEGER NOT NULL,
           folder_id INTEGER NOT NULL,
           set_id INTEGER NOT NULL,
           keywords TEXT NOT NULL,
           PRIMARY KEY (account, folder_id, set_id)
         ) ${clustered}`,
        `CREATE TABLE message_states (
           account INTEGER NOT NULL,
           folder_id INTEGER NOT NULL,
           block INTEGER NOT NULL,
           max_modseq ${types.bigint} NOT NULL,
           data ${types.bytes} NOT NULL,
           PRIMARY KEY (account, folder_id, block)
         ) ${clustered}`,
        'CREATE INDEX message_states_by_modseq ON message_states (account, folder_id, max_modseq)',
        `CREATE TABLE message_facts (
           account INTEGER NOT NULL,
           folder_id INTEGER NOT NULL,
           block INTEGER NOT NULL,
           data ${types.bytes} NOT NULL,
           PRIMARY KEY (account, folder_id, block)
         )`,
        `CREATE TABLE expunged (
           account INTEGER NOT NULL,
           folder_id INTEGER NOT NULL,
           modseq ${types.bigint} NOT NULL,
           first_uid ${types.bigint} NOT NULL,
           last_uid ${types.bigint} NOT NULL,
           PRIMARY KEY (account, folder_id, modseq, first_uid)
         ) ${clustered}`,
        `CREATE TABLE contents (
           account INTEGER NOT NULL,
           content_id ${types.bigint} NOT NULL,
           refs INTEGER NOT NULL,
           staged_at ${types.bigint},
           size_bytes ${types.bigint} NOT NULL,
           summary ${types.bytes} NOT NULL,
           headers TEXT NOT NULL,
           structure ${types.bytes} NOT NULL,
           header ${types.bytes} NOT NULL,
           PRIMARY KEY (account, content_id)
         )`,
        'CREATE INDEX contents_unused ON contents (account, content_id) WHERE refs = 0',
        `CREATE TABLE thread_members (
           account INTEGER NOT NULL,
           message_key ${types.bigint} NOT NULL,
           thread_id ${types.bigint} NOT NULL,
           PRIMARY KEY (account, message_key)
         ) ${clustered}`,
        ...contentTables(differences),
      ];
    },
  },
  {
    version: 2,
    name: 'summaries packed by block',
    statements: ({ types }) => [
      `CREATE TABLE message_summaries (
         account INTEGER NOT NULL,
         folder_id INTEGER NOT NULL,
         block INTEGER NOT NULL,
         data ${types.bytes} NOT NULL,
         PRIMARY KEY (account, folder_id, block)
       )`,
    ],
  },
  {
    version: 3,
    name: 'annotations of folders and of the account',
    statements: ({ types }) => [
      `CREATE TABLE annotations (
         account INTEGER NOT NULL,
         folder_id INTEGER NOT NULL,
         owner ${types.name} NOT NULL,
         entry ${types.name} NOT NULL,
         value ${types.bytes} NOT NULL,
         PRIMARY KEY (account, folder_id, owner, entry)
       )`,
      'CREATE INDEX annotations_by_entry ON annotations (account, entry)',
    ],
  },
  {
    version: 4,
    name: 'rights in folders',
    statements: ({ clustered }) => [
      `CREATE TABLE folder_rights (
         account INTEGER NOT NULL,
         folder_id INTEGER NOT NULL,
         grantee TEXT NOT NULL,
         rights TEXT NOT NULL,
         PRIMARY KEY (account, folder_id, grantee)
       ) ${clustered}`,
    ],
  },
  {
    version: 5,
    name: 'signatures of texts for searching',
    statements: ({ types }) => [
      `CREATE TABLE search_signatures (
         account INTEGER NOT NULL,
         block ${types.bigint} NOT NULL,
         data ${types.bytes} NOT NULL,
         PRIMARY KEY (account, block)
       )`,
      `CREATE TABLE search_index_position (account INTEGER PRIMARY KEY, content_id ${types.bigint} NOT NULL)`,
    ],
  },
  {
    version: 6,
    name: 'copies of contents counted apart',
    statements: ({ types, clustered }) => [
      `CREATE TABLE content_copies (
         account INTEGER NOT NULL,
         block ${types.bigint} NOT NULL,
         data ${types.bytes} NOT NULL,
         PRIMARY KEY (account, block)
       ) ${clustered}`,
    ],
  },
  {
    version: 7,
    name: 'headers of parts and reports in the signatures of texts',
    // All is signed anew beside everything else, from the next message on; until then searches do not look there.
    statements: () => ['DELETE FROM search_index_position'],
  },
  {
    version: 8,
    name: 'deliveries that are not to be done twice',
    statements: ({ types, clustered }) => [
      `CREATE TABLE deliveries_done (
         account INTEGER NOT NULL,
         name TEXT NOT NULL,
         at ${types.bigint} NOT NULL,
         PRIMARY KEY (account, name)
       ) ${clustered}`,
      'CREATE INDEX deliveries_done_by_time ON deliveries_done (account, at)',
    ],
  },
  {
    version: 9,
    name: 'the order that somebody gave a folder',
    statements: () => ['ALTER TABLE folders ADD COLUMN sort_order INTEGER'],
  },
  {
    version: 10,
    name: 'deleted messages that can be recovered',
    // A row for the messages of one block of UIDs that were deleted together; their references to contents stay.
    statements: ({ types }) => [
      `CREATE TABLE recoverable_items (
         account INTEGER NOT NULL,
         row_id ${types.bigint} NOT NULL,
         deleted_at ${types.bigint} NOT NULL,
         folder_id INTEGER NOT NULL,
         folder_name ${types.name} NOT NULL,
         keyword_sets TEXT NOT NULL,
         states ${types.bytes} NOT NULL,
         facts ${types.bytes} NOT NULL,
         PRIMARY KEY (account, row_id)
       )`,
      'CREATE INDEX recoverable_items_by_time ON recoverable_items (account, deleted_at)',
      `CREATE TABLE recoverable_totals (
         account INTEGER PRIMARY KEY,
         next_row_id ${types.bigint} NOT NULL,
         items ${types.bigint} NOT NULL,
         size_bytes ${types.bigint} NOT NULL,
         purged_items ${types.bigint} NOT NULL,
         purged_bytes ${types.bigint} NOT NULL
       )`,
    ],
  },
];
