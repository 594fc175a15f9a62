import type { SqlWriter } from '../../storage/sql-engine.ts';

const tables = ['submission', 'submission_content', 'submission_recipient', 'submission_report'] as const;

/** Makes the submissions of one server, what is held among them, those of another: their ids are random. Names as they are written. */
export async function renameSubmissionServer(writer: SqlWriter, from: string, to: string): Promise<void> {
  for (const table of tables) await writer.run(`UPDATE ${table} SET server = ? WHERE server = ?`, to, from);
}
