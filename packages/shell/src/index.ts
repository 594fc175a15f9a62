export { isIncomplete, parseScript } from './language/parse-script.ts';
export { ShellSyntaxError } from './language/syntax-error.ts';
export type { FileAccess } from './runtime/file-access.ts';
export { HttpCmdletHost, type ServerConnection } from './host/http-cmdlet-host.ts';
export { nodeFileAccess } from './host/node-file-access.ts';
export { runCommand, type RunCommandOptions } from './host/run-command.ts';
export { runFile, type RunFileOptions } from './host/run-file.ts';
export { Shell, type RunOptions, type ShellOptions } from './host/shell.ts';
