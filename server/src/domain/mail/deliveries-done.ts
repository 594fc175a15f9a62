import type { SqlReader, SqlWriter } from '../../storage/sql-engine.ts';

/** Longer than anybody tries again to bring a message (RFC 5321 §4.5.4.1: four to five days). */
const keptMs = 7 * 86_400_000;

/** Notes, within the transaction that does it, that the delivery of this name is done; false: it was done before. */
export async function claimDelivery(writer: SqlWriter, name: string, now: number): Promise<boolean> {
  await writer.run('DELETE FROM deliveries_done WHERE account = ? AND at < ?', writer.account, now - keptMs);
  const { changes } = await writer.run(
    'INSERT INTO deliveries_done (account, name, at) VALUES (?, ?, ?) ON CONFLICT (account, name) DO NOTHING',
    writer.account,
    name,
    now,
  );
  return changes > 0;
}

export async function isDeliveryDone(reader: SqlReader, name: string): Promise<boolean> {
  const row = await reader.get('SELECT 1 FROM deliveries_done WHERE account = ? AND name = ?', reader.account, name);
  return row !== undefined;
}
