/** Has something closed when the server ends: what was opened last goes first. */
export type OnClose = (close: () => Promise<unknown>) => void;
