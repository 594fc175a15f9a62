import { capabilityList } from '../capabilities.ts';
import { completed, defineCommand } from '../command.ts';
import { anyState } from '../session-state.ts';

export const capability = defineCommand({
  names: ['CAPABILITY'],
  rfc: 'RFC 3501 §6.1.1',
  allowedIn: anyState,
  revealsExpunges: true,
  isShort: true,
  async run(session) {
    session.output.line(`* CAPABILITY ${capabilityList(session)}`);
    return completed;
  },
});
