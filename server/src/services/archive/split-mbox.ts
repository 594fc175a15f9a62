/**
 * The messages of an mbox file, line by line: `From ` at the start of a line begins one, `>From ` loses its mark
 * (mboxrd, RFC 4155 allows both readings). Lines come as they are in the file, with their ends.
 */
export async function* splitMbox(
  lines: AsyncIterable<Buffer>,
): AsyncGenerator<{ readonly start: boolean; readonly line: Buffer }> {
  let previousIsEmpty = true;
  let any = false;
  for await (const line of lines) {
    const isSeparator = previousIsEmpty && line.subarray(0, 5).equals(separator);
    if (isSeparator) {
      any = true;
      previousIsEmpty = false;
      yield { start: true, line: empty };
      continue;
    }
    if (!any) throw new Error('this is no mbox file: its first line does not begin with "From "');
    previousIsEmpty = line.equals(lineFeed) || line.equals(carriageReturnLineFeed);
    yield { start: false, line: /^>+From /.test(line.subarray(0, 64).toString('latin1')) ? line.subarray(1) : line };
  }
}

/** Lines of at most a few MB with their ends, from chunks. */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    let data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = data.indexOf(0x0a); end >= 0; end = data.indexOf(0x0a)) {
      yield data.subarray(0, end + 1);
      data = data.subarray(end + 1);
    }
    rest = data;
  }
  if (rest.length > 0) yield rest;
}

const separator = Buffer.from('From ');
const lineFeed = Buffer.from('\n');
const carriageReturnLineFeed = Buffer.from('\r\n');
const empty = Buffer.alloc(0);
