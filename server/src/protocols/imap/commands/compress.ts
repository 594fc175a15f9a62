import { defineCommand } from '../command.ts';
import { compressSession } from '../compression.ts';
import { signedIn } from '../session-state.ts';

export const compress = defineCommand({
  names: ['COMPRESS'],
  rfc: 'RFC 4978',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run(session, { mechanism }) {
    if (mechanism !== 'DEFLATE')
      return {
        status: 'BAD',
        text: `Command Argument Error. 11 (the mechanism ${mechanism} is unknown; DEFLATE is known)`,
      };
    // RFC 4978 §3
    if (session.compression !== undefined)
      return { status: 'NO', code: 'COMPRESSIONACTIVE', text: 'COMPRESS failed. DEFLATE is active already.' };
    return { status: 'OK', text: 'DEFLATE active.', afterwards: () => compressSession(session) };
  },
});
