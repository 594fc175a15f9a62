import type { Scope } from '../../storage/sql-engine.ts';
import type { Directory } from './directory.ts';

/** Values that are kept once for the organisation, in memory; the name of the organisation is one beside them. */
export async function openOrganizationValues(
  scope: Scope,
): Promise<Pick<Directory, 'organizationValue' | 'setOrganizationValue'>> {
  const rows = await scope.read((reader) =>
    reader.all<{ name: string; value: string }>(`SELECT name, value FROM organization WHERE name <> 'name'`),
  );
  const values = new Map<string, string>(rows.map(({ name, value }) => [name, value]));
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
