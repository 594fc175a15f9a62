// A reporter of node:test beside the one that people read: a line of JSON for each file that is over, for each failure and for
// each test that was skipped.
export default async function* fileResults(events) {
  for await (const { type, data } of events) {
    const isExpected = data?.todo !== undefined && data.todo !== false;
    if (type === 'test:fail' && !isExpected && data.file !== undefined)
      yield `${JSON.stringify({ file: data.file, failed: data.name })}\n`;
    if (type === 'test:pass' && data.skip !== undefined && data.skip !== false && data.file !== undefined)
      yield `${JSON.stringify({ file: data.file, skipped: data.name, why: data.skip })}\n`;
    // Also of tests that stand in a file of their own and are run by several: only the summary names whose they were.
    if (type === 'test:summary' && data.file !== undefined && data.success === false)
      yield `${JSON.stringify({ file: data.file, failed: 'a test' })}\n`;
    if (type === 'test:summary' && data.file !== undefined)
      yield `${JSON.stringify({ file: data.file, milliseconds: Math.round(data.duration_ms) })}\n`;
  }
}
