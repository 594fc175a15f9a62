/** What a case does, in its order. Texts hold `<name>` where a value of before stands. */
export type Step =
  | { readonly kind: 'as'; readonly user: string }
  | { readonly kind: 'box'; readonly name: string; readonly account: string }
  | {
      readonly kind: 'mail';
      readonly name: string;
      readonly account: string;
      readonly mailboxes: readonly string[];
      readonly keywords: readonly string[];
      readonly receivedAt: string;
      readonly text: string;
    }
  | { readonly kind: 'upload'; readonly name: string; readonly type: string; readonly text: string }
  | { readonly kind: 'shell'; readonly line: string }
  | {
      readonly kind: 'calls';
      readonly using: readonly string[] | null;
      readonly calls: unknown;
      readonly answers: unknown;
    }
  | {
      readonly kind: 'http';
      readonly method: string;
      readonly path: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string | null;
      readonly status: number;
      readonly answer: unknown;
    };

export interface Case {
  /** Such as `RFC 8621 §2.5 example 1`. */
  readonly source: string;
  readonly title: string;
  readonly steps: readonly Step[];
}

const marks = /^(?:# |AS |BOX |MAIL |UPLOAD |SHELL |USING |C:|S:|HTTP |HEADER |BODY:|STATUS )/;

/**
 * The cases of a file, in the form that README.md shows: a heading `# source: title`, then steps.
 * @throws SyntaxError with the line.
 */
export function readCases(text: string): readonly Case[] {
  const lines = text.split('\n');
  const cases: { source: string; title: string; steps: Step[] }[] = [];
  let at = 0;
  let using: readonly string[] | null = null;
  const fail = (why: string): never => {
    throw new SyntaxError(`line ${at}: ${why}`);
  };
  /** What follows on its own lines, until the next mark. */
  const block = (): string => {
    const taken: string[] = [];
    while (at < lines.length && !marks.test(lines[at] as string)) taken.push(lines[at++] as string);
    return taken.join('\n');
  };
  const json = (first: string): unknown => {
    const source = `${first}\n${block()}`.replace(/^\s*\/\/.*$/gm, '');
    try {
      return JSON.parse(source);
    } catch (cause) {
      return fail(`no JSON: ${String(cause)}`);
    }
  };
  /** A text that ends at a line with only a dot. */
  const untilDot = (): string => {
    const taken: string[] = [];
    while (at < lines.length && lines[at] !== '.') taken.push(lines[at++] as string);
    if (at >= lines.length) fail('a text ends with a line that holds only a dot');
    at++;
    return taken.join('\r\n');
  };
  while (at < lines.length) {
    const line = lines[at++] as string;
    if (line.trim() === '' || line.startsWith('//')) continue;
    const [word = '', ...rest] = line.split(' ');
    const steps = cases.at(-1)?.steps;
    if (word === '#') {
      const [, source, title] = /^# (.+?): (.+)$/.exec(line) ?? fail('a heading is "# source: title"');
      cases.push({ source: source as string, title: title as string, steps: [] });
      using = null;
      continue;
    }
    if (steps === undefined) return fail('a step stands under no heading');
    switch (word) {
      case 'AS':
        steps.push({ kind: 'as', user: rest[0] ?? '' });
        break;
      case 'BOX':
        steps.push({ kind: 'box', name: rest[0] ?? '', account: rest[1] ?? '<account>' });
        break;
      case 'MAIL': {
        const [name = '', ...words] = rest;
        steps.push({
          kind: 'mail',
          name,
          account: words.find((item) => item.startsWith('in='))?.slice(3) ?? '<account>',
          mailboxes: words.filter((item) => item.startsWith('<')),
          keywords: words
            .filter((item) => item.startsWith('$') || item.startsWith('+'))
            .map((item) => item.replace('+', '')),
          receivedAt: words.find((item) => item.startsWith('@'))?.slice(1) ?? '2018-06-27T00:20:35Z',
          text: untilDot(),
        });
        break;
      }
      case 'UPLOAD':
        steps.push({ kind: 'upload', name: rest[0] ?? '', type: rest[1] ?? 'text/plain', text: untilDot() });
        break;
      case 'SHELL':
        steps.push({ kind: 'shell', line: rest.join(' ') });
        break;
      case 'USING':
        using = rest;
        break;
      case 'C:': {
        const calls = json(rest.join(' '));
        const answer = lines[at++] ?? '';
        if (!answer.startsWith('S:')) fail('after C: comes S:');
        steps.push({ kind: 'calls', using, calls, answers: json(answer.slice(2)) });
        break;
      }
      case 'HTTP': {
        const [method = 'GET', path = '/'] = rest;
        const headers: Record<string, string> = {};
        let body: string | null = null;
        let next = lines[at++] ?? '';
        for (; next.startsWith('HEADER '); next = lines[at++] ?? '') {
          const [name = '', value = ''] = next.slice(7).split(': ');
          headers[name] = value;
        }
        if (next.startsWith('BODY:')) {
          body = `${next.slice(5)}\n${block()}`.trim();
          next = lines[at++] ?? '';
        }
        const [, status, first] = /^STATUS (\d+)(.*)$/.exec(next) ?? fail('a request ends with STATUS');
        const answer = `${first ?? ''}\n${block()}`.trim();
        steps.push({
          kind: 'http',
          method,
          path,
          headers,
          body,
          status: Number(status),
          answer: answer === '' ? undefined : JSON.parse(answer),
        });
        break;
      }
      default:
        fail(`${word} is no step`);
    }
  }
  return cases;
}
