import {
  Button,
  Drawer,
  Spinner,
  Tooltip,
  useArrowNavigationGroup,
  useRestoreFocusTarget,
} from '@fluentui/react-components';
import { NavigationRegular } from '@fluentui/react-icons';
import { NoPage } from '@relais/browser-frame/frame/no-page.tsx';
import { SettingsMenu } from '@relais/browser-frame/frame/settings-menu.tsx';
import { TopBar } from '@relais/browser-frame/frame/top-bar.tsx';
import { Suspense, useEffect, useState } from 'react';
import { lazyPart } from '@relais/browser-frame/frame/lazy-part.ts';
import { useWords } from '../language/words.ts';
import { useCmdlets, useMay } from '../server/cmdlets.ts';
import type { Session } from '@relais/browser-frame/server/session.ts';
import { goTo, useAddress } from './address.ts';
import { pathOf } from './path.ts';
import styles from './frame.module.css';
import { MeTile } from './me-tile.tsx';
import { type Area, isPage, visibleAreas } from './navigation.ts';
import { NotificationViewer } from './notification-viewer.tsx';
import { PlaceLink } from './place-link.tsx';

const TrialBanner = lazyPart(async () => ({ default: (await import('../pages/trial-banner.tsx')).TrialBanner }));

/** Exchange's frame (reference §4.1): bar with the "Me" tile, feature pane, tabs, and the page. */
export function Frame({ session }: { readonly session: Session }) {
  const t = useWords();
  const may = useMay();
  const cmdlets = useCmdlets();
  const address = useAddress();
  const [isPaneOpen, setPaneOpen] = useState(false);
  const arrows = useArrowNavigationGroup({ axis: 'horizontal', tabbable: true });
  const openingFeatures = useRestoreFocusTarget();
  const shown = visibleAreas(may);
  const isNoPage = !isPage(address);
  // What exists and is not for this person's role groups: the first that is.
  const area = isNoPage ? undefined : (shown.find(({ id }) => id === address.area) ?? shown[0]);
  const tab = area?.tabs.find(({ id }) => id === address.tab) ?? area?.tabs[0];
  const title = tab === undefined || area === undefined ? '' : `${t(area.label)} > ${t(tab.label)}`;

  useEffect(() => {
    if (!isNoPage) document.title = title === '' ? t('product') : `${title} – ${t('product')} ${session.serverName}`;
  }, [t, title, isNoPage, session.serverName]);

  // On a narrow window tabs scroll: the one that is open is in sight.
  useEffect(() => {
    document
      .querySelector(`#content nav a[href="${pathOf({ area: area?.id ?? '', tab: tab?.id ?? '' })}"]`)
      ?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [area?.id, tab?.id]);

  return (
    <>
      <TopBar
        home="/ecp/"
        goHome={() => goTo('/ecp/')}
        subtitle={t('frame.adminCenter')}
        start={
          <span className={styles.narrowOnly}>
            <Tooltip content={t('frame.features')} relationship="label">
              <Button
                {...openingFeatures}
                appearance="subtle"
                icon={<NavigationRegular fontSize={20} />}
                onClick={() => setPaneOpen(true)}
              />
            </Tooltip>
          </span>
        }
      >
        <NotificationViewer />
        <SettingsMenu />
        <MeTile session={session} />
      </TopBar>
      <div className={styles.body}>
        <nav className={styles.pane} aria-label={t('frame.features')}>
          <FeatureLinks areas={shown} current={area?.id} />
        </nav>
        <Drawer
          type="overlay"
          position="start"
          size="small"
          aria-label={t('frame.features')}
          open={isPaneOpen}
          onOpenChange={(_, { open }) => setPaneOpen(open)}
        >
          <nav className={styles.drawer} aria-label={t('frame.features')}>
            <FeatureLinks areas={shown} current={area?.id} onGo={() => setPaneOpen(false)} />
          </nav>
        </Drawer>
        <main id="content" className={styles.content} tabIndex={-1}>
          {area !== undefined && (
            <nav className={styles.tabs} aria-label={t('frame.tabsOf', { area: t(area.label) })} {...arrows}>
              {area.tabs.map((one) => (
                <PlaceLink key={one.id} to={pathOf({ area: area.id, tab: one.id })} current={one.id === tab?.id}>
                  {t(one.label)}
                </PlaceLink>
              ))}
            </nav>
          )}
          <div className={styles.trial}>
            <Suspense fallback={null}>
              <TrialBanner />
            </Suspense>
          </div>
          {isNoPage ? (
            <NoPage way={t('frame.openFirstPage')} onGo={() => goTo('/ecp/')} />
          ) : tab === undefined ? (
            cmdlets === undefined ? (
              <Waiting />
            ) : (
              <p className={styles.nothing}>{t('frame.nothingToDo')}</p>
            )
          ) : (
            <Suspense fallback={<Waiting />}>
              <h1 className="seen-by-readers-only">{title}</h1>
              <tab.page key={tab.id} />
            </Suspense>
          )}
        </main>
      </div>
    </>
  );
}

function FeatureLinks(props: {
  readonly areas: readonly Area[];
  readonly current: string | undefined;
  readonly onGo?: () => void;
}) {
  const t = useWords();
  const arrows = useArrowNavigationGroup({ axis: 'vertical', tabbable: true });
  return (
    <ul {...arrows}>
      {props.areas.map((area) => (
        <li key={area.id}>
          <PlaceLink
            to={pathOf({ area: area.id, tab: area.tabs[0]?.id ?? '' })}
            current={area.id === props.current}
            {...(props.onGo === undefined ? {} : { onGo: props.onGo })}
          >
            <area.icon aria-hidden fontSize={20} />
            {t(area.label)}
          </PlaceLink>
        </li>
      ))}
    </ul>
  );
}

function Waiting() {
  const t = useWords();
  return <Spinner className={styles.waiting ?? ''} label={t('loading')} />;
}
