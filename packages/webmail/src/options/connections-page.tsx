import { Button, MessageBar, MessageBarBody, Spinner } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useWords } from '../language/words.ts';
import { browserName } from '@relais/browser-frame/language/browser-name.ts';
import { useFrameWords } from '@relais/browser-frame/language/frame-words.ts';
import { momentText } from '@relais/browser-frame/language/dates.ts';
import { request, requestJson } from '@relais/browser-frame/server/request.ts';
import { type Connection, useBrowserSessions, useConnections } from '../server/user-api.ts';
import styles from './connections-page.module.css';
import pageStyles from './options-page.module.css';

/** Who is connected to the mailbox, and why others no longer are. */
export function ConnectionsPage() {
  const t = useWords();
  const frame = useFrameWords();
  const { data, isError } = useConnections();
  const { data: browsers } = useBrowserSessions();
  const queries = useQueryClient();
  async function signOutOne(id: string) {
    await request(`/api/sign-in-sessions/${id}`, { method: 'DELETE' }).catch(() => undefined);
    await queries.invalidateQueries({ queryKey: ['sign-in-sessions'] });
  }
  async function signOutEverywhere() {
    await requestJson<void>('/api/sign-out-everywhere', {});
    location.assign('/owa/');
  }
  return (
    <>
      <h1 className={pageStyles.title}>{t('connections.title')}</h1>
      {isError && (
        <MessageBar intent="error">
          <MessageBarBody>{t('connections.failed')}</MessageBarBody>
        </MessageBar>
      )}
      {data === undefined ? (
        !isError && <Spinner label={t('loading')} />
      ) : (
        <>
          <Section title={t('connections.programs')}>
            {data.live.length === 0 && <p className={styles.none}>{t('connections.none')}</p>}
            <ul className={styles.list}>
              {data.live.map((connection) => (
                <li key={`${connection.since} ${connection.remoteAddress} ${connection.protocol}`}>
                  <Program connection={connection} />
                  <span className={styles.time}>{t('connections.since', { time: momentText(connection.since) })}</span>
                </li>
              ))}
            </ul>
          </Section>
          <Section title={t('connections.why')}>
            {data.ended.length === 0 && <p className={styles.none}>{t('connections.noEnded')}</p>}
            <ul className={styles.list}>
              {data.ended.map((connection) => (
                <li
                  key={`${connection.until} ${connection.since} ${connection.remoteAddress}`}
                  data-reason={connection.reason}
                >
                  <Program connection={connection} />
                  <span className={styles.time}>{t('connections.until', { time: momentText(connection.until) })}</span>
                  <span className={styles.reason}>
                    {t(`connections.reason.${connection.reason}`)}
                    {connection.detail !== null && ` (${connection.detail})`}
                  </span>
                </li>
              ))}
            </ul>
          </Section>
        </>
      )}
      <Section title={t('connections.browsers')}>
        <ul className={styles.list}>
          {(browsers ?? []).map((session) => (
            <li key={session.id}>
              <span className={styles.program}>
                <strong>{session.current ? t('connections.thisOne') : session.remoteAddress}</strong>
                <span title={session.client ?? undefined}>{browserName(session.client ?? '', frame)}</span>
              </span>
              <span className={styles.time}>{t('connections.lastSeen', { time: momentText(session.lastSeenAt) })}</span>
              {!session.current && (
                <Button size="small" onClick={() => void signOutOne(session.id)}>
                  {t('connections.signOutOne')}
                </Button>
              )}
            </li>
          ))}
        </ul>
        <div>
          <Button onClick={() => void signOutEverywhere()}>{t('connections.signOutAll')}</Button>
        </div>
      </Section>
    </>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={pageStyles.panel} aria-label={title}>
      <h2 className={styles.heading}>{title}</h2>
      {children}
    </section>
  );
}

function Program({ connection }: { readonly connection: Connection }) {
  return (
    <span className={styles.program}>
      <strong>
        {connection.protocol} · {connection.remoteAddress}
      </strong>
      {connection.client !== null && <span>{connection.client}</span>}
    </span>
  );
}
