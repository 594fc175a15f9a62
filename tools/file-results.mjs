// A reporter of node:test beside the one that people read: a line of JSON for each failure, for each test that was
// skipped, for what each file took, and for the end. `file` is the suite in which it happened: files-of-process.mjs runs each file as one.
export default async function* fileResults(events) {
  let file;
  for await (const { type, data } of events) {
    const isExpected = data?.todo !== undefined && data.todo !== false;
    if (type === 'test:start' && data.nesting === 0) file = data.name;
    if (type === 'test:fail' && !isExpected) yield `${JSON.stringify({ file, failed: data.name })}\n`;
    if (type === 'test:pass' && data.skip !== undefined && data.skip !== false)
      yield `${JSON.stringify({ file, skipped: data.name, why: data.skip })}\n`;
    if ((type === 'test:pass' || type === 'test:fail') && data.nesting === 0)
      yield `${JSON.stringify({ file: data.name, milliseconds: data.details.duration_ms })}\n`;
    if (type === 'test:summary') yield `${JSON.stringify({ ended: true })}\n`;
  }
}
