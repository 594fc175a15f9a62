// A reporter of node:test beside the one that people read: a line of JSON for each failure, for each test that was
// skipped, and for the end.
export default async function* fileResults(events) {
  for await (const { type, data } of events) {
    const isExpected = data?.todo !== undefined && data.todo !== false;
    if (type === 'test:fail' && !isExpected && data.file !== undefined)
      yield `${JSON.stringify({ file: data.file, failed: data.name })}\n`;
    if (type === 'test:pass' && data.skip !== undefined && data.skip !== false && data.file !== undefined)
      yield `${JSON.stringify({ file: data.file, skipped: data.name, why: data.skip })}\n`;
    if (type === 'test:summary') yield `${JSON.stringify({ ended: true })}\n`;
  }
}
