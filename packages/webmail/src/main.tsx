import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startLanguage } from './language/language.ts';
import './page.css';

const container = document.getElementById('webmail');
if (container === null) throw new Error('index.html has no element with the id "webmail"');
await startLanguage();
createRoot(container).render(<App />);
