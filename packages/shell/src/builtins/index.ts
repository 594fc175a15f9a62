import { invokeRunbook } from './invoke-runbook.ts';
import { startSettingsTrial } from './start-settings-trial.ts';
import type { Builtin } from '../runtime/builtin.ts';
import { addMember } from './add-member.ts';
import { assembleMessage } from './assemble-message.ts';
import { preparations } from './already-here.ts';
import { getAlias, setAlias } from './alias-commands.ts';
import { exportClixml, importClixml } from './clixml-commands.ts';
import { compareObject } from './compare-object.ts';
import { addContent, getContent, setContent } from './content-commands.ts';
import { copyItem, moveItem, renameItem } from './copy-and-move.ts';
import { convertToHtml } from './convert-to-html.ts';
import { convertToXml } from './convert-to-xml.ts';
import { convertToSecureString } from './convert-to-secure-string.ts';
import { convertFromCsv, convertToCsv, exportCsv, importCsv } from './csv-commands.ts';
import { forEachObject } from './for-each-object.ts';
import { formatList } from './format-list.ts';
import { formatTable } from './format-table.ts';
import { formatWide } from './format-wide.ts';
import { getCommand } from './get-command.ts';
import { getCulture, getHost, getUICulture } from './get-culture.ts';
import { getDate } from './get-date.ts';
import { getExecutionPolicy } from './get-execution-policy.ts';
import { getHelp } from './get-help.ts';
import { getMember } from './get-member.ts';
import { getRandom } from './get-random.ts';
import { getUnique } from './get-unique.ts';
import { groupObject } from './group-object.ts';
import { clearHistory, clearHost, getHistory } from './history-commands.ts';
import { iisreset } from './iisreset.ts';
import { convertFromJson, convertToJson } from './json-commands.ts';
import { invokeExpression } from './invoke-expression.ts';
import { measureCommand } from './measure-command.ts';
import { measureObject } from './measure-object.ts';
import { net } from './net.ts';
import { popLocation, pushLocation } from './location-stack.ts';
import { newGuid } from './new-guid.ts';
import { newObject } from './new-object.ts';
import { newTimeSpan } from './new-time-span.ts';
import { outFile } from './out-file.ts';
import {
  addType,
  getModule,
  getPSSession,
  getPSSnapin,
  importModule,
  invokeCommand,
  newPSSession,
} from './modules-and-sessions.ts';
import { more, outGridView, outHost } from './out-host.ts';
import { outNull } from './out-null.ts';
import { outString } from './out-string.ts';
import {
  getChildItem,
  getItem,
  getLocation,
  newItem,
  removeItem,
  setItem,
  setLocation,
  testPath,
} from './folder-commands.ts';
import { convertPath, joinPath, resolvePath, splitPath } from './path-commands.ts';
import { getCredential, pause, readHost } from './read-host.ts';
import { selectObject } from './select-object.ts';
import { selectString } from './select-string.ts';
import { sendMailMessage } from './send-mail-message.ts';
import { sortObject } from './sort-object.ts';
import { startSleep } from './start-sleep.ts';
import { teeObject } from './tee-object.ts';
import { getVariable, removeVariable, setVariable } from './variable-commands.ts';
import { startTranscript, stopTranscript } from './transcript-commands.ts';
import { whereObject } from './where-object.ts';
import { writeHost } from './write-host.ts';
import { writeOutput } from './write-output.ts';
import {
  writeDebug,
  writeError,
  writeInformation,
  writeProgress,
  writeVerbose,
  writeWarning,
} from './write-streams.ts';

const all: readonly Builtin[] = [
  ...preparations,
  addContent,
  addMember,
  addType,
  assembleMessage,
  clearHistory,
  clearHost,
  compareObject,
  copyItem,
  convertFromCsv,
  convertFromJson,
  convertToCsv,
  convertToHtml,
  convertToXml,
  convertToJson,
  convertToSecureString,
  exportClixml,
  exportCsv,
  forEachObject,
  formatList,
  formatTable,
  formatWide,
  getAlias,
  getCommand,
  getContent,
  getCredential,
  getCulture,
  getDate,
  getHelp,
  getHistory,
  getHost,
  getModule,
  getPSSession,
  getPSSnapin,
  importModule,
  invokeCommand,
  newPSSession,
  getMember,
  getRandom,
  getUnique,
  getVariable,
  groupObject,
  iisreset,
  importClixml,
  importCsv,
  invokeExpression,
  invokeRunbook,
  getChildItem,
  getItem,
  getLocation,
  moveItem,
  renameItem,
  setItem,
  startTranscript,
  stopTranscript,
  convertPath,
  joinPath,
  resolvePath,
  newItem,
  removeItem,
  setLocation,
  measureCommand,
  measureObject,
  more,
  net,
  newObject,
  newTimeSpan,
  outFile,
  outGridView,
  outHost,
  outNull,
  outString,
  pause,
  readHost,
  removeVariable,
  selectObject,
  selectString,
  sendMailMessage,
  setAlias,
  setContent,
  setVariable,
  sortObject,
  splitPath,
  startSettingsTrial,
  startSleep,
  teeObject,
  testPath,
  whereObject,
  getExecutionPolicy,
  getUICulture,
  newGuid,
  popLocation,
  pushLocation,
  writeDebug,
  writeError,
  writeHost,
  writeInformation,
  writeOutput,
  writeProgress,
  writeVerbose,
  writeWarning,
];

/** The shell's own commands by name in lower case. */
export const builtins: ReadonlyMap<string, Builtin> = new Map(
  all.map((builtin) => [builtin.name.toLowerCase(), builtin]),
);
