import { OperationError } from './shell-error.ts';

/** Runs a file operation; what the system refuses becomes an error that names the path. */
export async function withFile<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    const code = String(error.code);
    const reason =
      code === 'EACCES' || code === 'EPERM' ? 'access is denied' : code === 'EISDIR' ? 'it is a folder' : error.message;
    throw new OperationError({
      id: code === 'ENOENT' ? 'PathNotFound' : 'FileAccessFailed',
      category: code === 'ENOENT' ? 'ObjectNotFound' : 'PermissionDenied',
      message:
        code === 'ENOENT'
          ? `Cannot find path '${path}' because it does not exist.`
          : `Cannot use the path '${path}': ${reason}.`,
      targetText: path,
      exception: code === 'ENOENT' ? 'System.Management.Automation.ItemNotFoundException' : 'System.IO.IOException',
    });
  }
}
