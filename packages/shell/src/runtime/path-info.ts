import { ShellObject } from './shell-object.ts';

/** What `$PWD`, Get-Location and Resolve-Path give: in a text it is the path. */
export function pathInfo(path: string): ShellObject {
  const found = new ShellObject('System.Management.Automation.PathInfo', ['Path']);
  found.set('Path', path);
  found.set('ProviderPath', path);
  return found;
}
