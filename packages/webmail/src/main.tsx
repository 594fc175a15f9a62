import { startApplication } from '@relais/browser-frame/frame/application.tsx';
import { App } from './app.tsx';

await startApplication({
  id: 'webmail',
  words: {
    en: async () => (await import('./language/en.ts')).en,
    fr: async () => (await import('./language/fr.ts')).fr,
  },
  staleMs: 30_000,
  pages: <App />,
});
