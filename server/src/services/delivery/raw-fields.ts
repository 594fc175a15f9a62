/** The fields of a header, each with the lines that go on with it and its line end. Read line by line: the header is a stranger's. */
export function rawFields(header: string): readonly string[] {
  const fields: string[] = [];
  let start = 0;
  for (let end = header.indexOf('\n'); end !== -1; end = header.indexOf('\n', end + 1)) {
    const next = header[end + 1];
    if (next === ' ' || next === '\t') continue;
    fields.push(header.slice(start, end + 1));
    start = end + 1;
  }
  if (start < header.length) fields.push(header.slice(start));
  return fields;
}
