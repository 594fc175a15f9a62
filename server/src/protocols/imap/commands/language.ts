import { completed, defineCommand } from '../command.ts';
import { type Language, languages } from '../languages/languages.ts';
import type { Session } from '../session.ts';
import { anyState } from '../session-state.ts';

export const language = defineCommand({
  names: ['LANGUAGE'],
  rfc: 'RFC 5255 §3.2',
  allowedIn: anyState,
  revealsExpunges: true,
  async run(session, { ranges }) {
    if (ranges.length === 0) {
      session.output.line(`* LANGUAGE (${languages.join(' ')} i-default)`);
      return { status: 'OK', text: 'Supported languages have been enumerated.' };
    }
    const found = ranges.map((range) => languageFor(session, range)).find((each) => each !== undefined);
    if (found === undefined)
      return { status: 'NO', text: `Unsupported language ${ranges.join(' ')}. Known are ${languages.join(' ')}.` };
    session.output.line(`* LANGUAGE (${found})`);
    // RFC 5255 §3.2: the change takes effect right after the LANGUAGE response.
    session.language = found;
    return completed;
  },
});

/** RFC 4647 §3.4 (lookup): a range without its last subtags, until a language is found. */
function languageFor(session: Session, range: string): Language | undefined {
  if (range === 'default' || range === '*') return preferred(session);
  if (range === 'i-default') return 'en';
  for (let part = range; part !== ''; part = part.slice(0, Math.max(0, part.lastIndexOf('-')))) {
    const found = languages.find((each) => each === part);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The language that the administrator has given the mailbox. */
function preferred({ state }: Session): Language {
  return state.kind === 'authenticated' || state.kind === 'selected' ? (state.mailbox.language ?? 'en') : 'en';
}
