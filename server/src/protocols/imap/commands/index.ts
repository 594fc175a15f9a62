import type { Command } from '../command.ts';
import { deleteAcl, getAcl, listRights, myRights, setAcl } from './acl.ts';
import { authenticate } from './authenticate.ts';
import { cancelUpdate } from './cancel-update.ts';
import { capability } from './capability.ts';
import { compress } from './compress.ts';
import { close, unselect } from './close.ts';
import { copy, move } from './copy.ts';
import { enable } from './enable.ts';
import { esearch } from './esearch.ts';
import { expunge } from './expunge.ts';
import { fetch } from './fetch.ts';
import { create, deleteFolder, rename, subscribe } from './folders.ts';
import { id } from './id.ts';
import { idle } from './idle.ts';
import { getJmapAccess } from './jmap-access.ts';
import { language } from './language.ts';
import { list } from './list.ts';
import { login } from './login.ts';
import { logout } from './logout.ts';
import { getMetadata, setMetadata } from './metadata.ts';
import { namespace } from './namespace.ts';
import { check, noop } from './noop.ts';
import { notify } from './notify.ts';
import { getQuota, getQuotaRoot, setQuota } from './quota.ts';
import { search } from './search.ts';
import { select } from './select.ts';
import { sort, thread } from './sort.ts';
import { starttls } from './starttls.ts';
import { status } from './status.ts';
import { store } from './store.ts';
import { uidBatches } from './uid-batches.ts';
import { unauthenticate } from './unauthenticate.ts';
import { genUrlAuth, resetKey, urlFetch } from './url-auth.ts';

/** Every command but APPEND, whose messages stream: commands/append.ts. */
export const commands: readonly Command[] = [
  authenticate,
  cancelUpdate,
  capability,
  check,
  close,
  compress,
  copy,
  create,
  deleteAcl,
  deleteFolder,
  enable,
  esearch,
  expunge,
  fetch,
  genUrlAuth,
  getJmapAccess,
  getMetadata,
  getAcl,
  getQuota,
  getQuotaRoot,
  id,
  idle,
  language,
  list,
  listRights,
  login,
  logout,
  move,
  myRights,
  namespace,
  noop,
  notify,
  rename,
  resetKey,
  search,
  select,
  setMetadata,
  setAcl,
  setQuota,
  sort,
  starttls,
  status,
  store,
  subscribe,
  thread,
  uidBatches,
  unauthenticate,
  unselect,
  urlFetch,
];
