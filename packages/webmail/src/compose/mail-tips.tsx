import { useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { requestJson } from '@relais/browser-frame/server/request.ts';
import styles from './compose-pane.module.css';
import { mailTipsPath } from './mail-tips-path.ts';
import { parseRecipients } from './recipients.ts';

interface MailTip {
  readonly address: string;
  readonly name: string;
  readonly text: string;
}

/** What administrators want people to know before they write to somebody, as soon as his address stands there. */
export function MailTips({ recipients }: { readonly recipients: string }) {
  const written = useDeferredValue(recipients);
  const addresses = [...new Set(parseRecipients(written).addresses.map(({ email }) => email))];
  const { data } = useQuery({
    queryKey: ['mail-tips', addresses],
    enabled: addresses.length > 0,
    staleTime: 60_000,
    queryFn: ({ signal }) => requestJson<{ value: readonly MailTip[] }>(mailTipsPath(addresses), undefined, { signal }),
  });
  const tips = data?.value ?? [];
  return (
    <div role="status" className={styles.tips}>
      {tips.map(({ address, name, text }) => (
        <p key={address}>
          <strong>{name}</strong> {text}
        </p>
      ))}
    </div>
  );
}
