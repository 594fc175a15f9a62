/** The path of what Node 24 is to run as the server's program (server-bundle.mjs). */
export function serverProgram(options: { readonly mayBuild: boolean }): string;
