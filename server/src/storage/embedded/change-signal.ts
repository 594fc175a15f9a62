// One process owns the files, so the signals within it are all there are.
export { LocalChangeSignal } from '../local-change-signal.ts';
