import { namespaces } from '../../../services/sharing/others-mailboxes.ts';
import { completed, defineCommand } from '../command.ts';
import { signedIn } from '../session-state.ts';

export const namespace = defineCommand({
  names: ['NAMESPACE'],
  rfc: 'RFC 2342',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run(session) {
    const { otherUsers, shared } = namespaces;
    session.output.line(`* NAMESPACE (("" "/")) (("${otherUsers}" "/")) (("${shared}" "/"))`);
    return completed;
  },
});
