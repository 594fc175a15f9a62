/** Shared SQL names its parameters `?`; PostgreSQL numbers them. A `?` in a string literal stays. */
export function numberParameters(sql: string): string {
  let next = 1;
  return sql.replace(/'(?:[^']|'')*'|\?/g, (found) => (found === '?' ? `$${next++}` : found));
}

/** `INSERT … VALUES (?, ?)` for many rows at once; null when the statement is no such INSERT. */
export function multiRowInsert(sql: string): { readonly columns: number; of(rows: number): string } | null {
  const match = /^(\s*INSERT\s[\s\S]*?\bVALUES\s*)\(([\s?,]+)\)([\s\S]*)$/i.exec(sql);
  if (match === null) return null;
  const [, head = '', tuple = '', tail = ''] = match;
  const columns = tuple.split('?').length - 1;
  return { columns, of: (rows) => `${head}${Array(rows).fill(`(${tuple})`).join(', ')}${tail}` };
}

const names = new Map<string, string>();

/** One name for one text, for the life of the process: pg refuses a name that comes back with another text. */
export function statementName(sql: string): string {
  let name = names.get(sql);
  if (name === undefined) names.set(sql, (name = `relais${names.size + 1}`));
  return name;
}
