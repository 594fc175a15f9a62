import { MessageBar, MessageBarBody } from '@fluentui/react-components';
import { useWords } from '../language/words.ts';
import { authenticationResults, senderVerdict } from './authentication-results.ts';
import type { Email } from './mail-types.ts';
import styles from './reading-pane.module.css';

/** A warning where the sender is not who the message says; where all is well, nothing stands in the way. */
export function AuthenticationNotice({ email }: { readonly email: Email }) {
  const t = useWords();
  const verdict = senderVerdict(authenticationResults(email['relais:authenticationResults']));
  if (verdict !== 'forged') return null;
  return (
    <MessageBar intent="error" layout="multiline" className={styles.notice}>
      <MessageBarBody>{t('mail.authentication.forgedText', { sender: email.from?.[0]?.email ?? '' })}</MessageBarBody>
    </MessageBar>
  );
}
