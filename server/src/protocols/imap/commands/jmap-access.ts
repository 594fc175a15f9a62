import { completed, defineCommand } from '../command.ts';
import { signedIn } from '../session-state.ts';

/** RFC 9698 §4: where the same mail is to be had over JMAP. */
export const getJmapAccess = defineCommand({
  names: ['GETJMAPACCESS'],
  rfc: 'RFC 9698',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run(session) {
    const { jmapUrl } = session.context;
    if (jmapUrl === undefined || !session.mayUseJmap)
      return { status: 'NO', code: 'CANNOT', text: 'GETJMAPACCESS failed. JMAP is not open to this mailbox.' };
    session.output.line(`* JMAPACCESS "${jmapUrl}"`);
    return completed;
  },
});
