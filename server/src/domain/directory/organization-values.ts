import type { SystemScope } from '../../storage/system-scope.ts';
import type { Directory } from './directory.ts';

/** Values that are kept once for the organisation, in memory; the name of the organisation is one beside them. */
export async function openOrganizationValues(
  scope: SystemScope,
): Promise<Pick<Directory, 'organizationValue' | 'setOrganizationValue'>> {
  let values = new Map<string, string>();
  await scope.keep(['organization'], async (reader) => {
    const rows = await reader.all<{ name: string; value: string }>(
      `SELECT name, value FROM organization WHERE name <> 'name'`,
    );
    values = new Map(rows.map(({ name, value }) => [name, value]));
  });
  return {
    organizationValue: (name) => values.get(name) ?? null,
    setOrganizationValue: (name, value) =>
      scope.write(async (writer) => {
        await writer.run('DELETE FROM organization WHERE name = ?', name);
        if (value !== null) await writer.run('INSERT INTO organization (name, value) VALUES (?, ?)', name, value);
        writer.onCommit(() => void (value === null ? values.delete(name) : values.set(name, value)));
      }),
  };
}
