import type { Command } from '../command.ts';
import { authenticate } from './authenticate.ts';
import { capability } from './capability.ts';
import { compress } from './compress.ts';
import { close, unselect } from './close.ts';
import { copy, move } from './copy.ts';
import { enable } from './enable.ts';
import { expunge } from './expunge.ts';
import { fetch } from './fetch.ts';
import { create, deleteFolder, rename, subscribe } from './folders.ts';
import { id } from './id.ts';
import { idle } from './idle.ts';
import { list } from './list.ts';
import { login } from './login.ts';
import { logout } from './logout.ts';
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
import { unauthenticate } from './unauthenticate.ts';

/** Every command but APPEND, whose messages stream: commands/append.ts. */
export const commands: readonly Command[] = [
  authenticate,
  capability,
  check,
  close,
  compress,
  copy,
  create,
  deleteFolder,
  enable,
  expunge,
  fetch,
  getQuota,
  getQuotaRoot,
  id,
  idle,
  list,
  login,
  logout,
  move,
  namespace,
  noop,
  notify,
  rename,
  search,
  select,
  setQuota,
  sort,
  starttls,
  status,
  store,
  subscribe,
  thread,
  unauthenticate,
  unselect,
];
