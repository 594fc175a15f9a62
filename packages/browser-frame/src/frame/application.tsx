import { createDOMRenderer, FluentProvider, RendererProvider } from '@fluentui/react-components';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { startLanguage, type TextLoader } from '../language/language.ts';
import { RequestError } from '../server/request.ts';
import { useIsDark } from '../theme/appearance.ts';
import { darkTheme, lightTheme } from '../theme/themes.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { sayFieldFaultsInOurLanguage } from './field-words.ts';
import { showInPlaceOfOutdated } from './lazy-part.ts';
import { useIsPrinting } from './is-printing.ts';
import { catchLostFocus } from './lost-focus.ts';
import { OutdatedPart } from './outdated-part.tsx';
import { watchWorkInHand } from './work-in-hand.ts';
import './page.css';

/**
 * Shows an application in the element `id` of its page: its language, its colours, what it keeps of the server's answers.
 * `staleMs` is how long an answer is good before a page that is opened again asks anew.
 */
export async function startApplication(options: {
  readonly id: string;
  readonly words: TextLoader;
  readonly staleMs: number;
  readonly pages: ReactNode;
}): Promise<void> {
  const container = document.getElementById(options.id);
  if (container === null) throw new Error(`index.html has no element with the id "${options.id}"`);
  await startLanguage(options.words);
  // The server's Content-Security-Policy lets only style elements with this visit's nonce in.
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
  const renderer = createDOMRenderer(document, nonce === undefined ? {} : { styleElementAttributes: { nonce } });
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: options.staleMs,
        // A refusal stays one; only a silent server is asked again.
        retry: (failures, error) => failures < 2 && error instanceof RequestError && error.status === 0,
      },
    },
  });
  catchLostFocus();
  sayFieldFaultsInOurLanguage();
  watchWorkInHand();
  showInPlaceOfOutdated(OutdatedPart);
  createRoot(container).render(
    <RendererProvider renderer={renderer} targetDocument={document}>
      <Coloured>
        <QueryClientProvider client={queries}>
          <ErrorBoundary>{options.pages}</ErrorBoundary>
        </QueryClientProvider>
      </Coloured>
    </RendererProvider>,
  );
}

function Coloured({ children }: { readonly children: ReactNode }) {
  // Printers leave dark grounds out, and light letters would stand on white paper.
  const isPrinting = useIsPrinting();
  const isDark = useIsDark() && !isPrinting;
  return (
    <FluentProvider theme={isDark ? darkTheme : lightTheme}>
      {/* Its own element: what the provider wears, its portals (menus, dialogs) wear too. */}
      <div className="whole-page">{children}</div>
    </FluentProvider>
  );
}
