// Brings the browser of the tests where there is none and this process may install it; elsewhere its tests say what to install. Run by
// .ci/run while the sources are checked, and by run-tests.mjs before several files at a time would.
import { browserProgramForMany } from '../test/support/browser-program.ts';

await browserProgramForMany().catch((cause: Error) => console.error(`relais: ${cause.message}`));
