import { timed, type Workload } from '../workload.ts';

const search = (name: string, what: string, goal: string, command: string): Workload =>
  timed({ name, what: ({ messages }) => `${what} of ${messages}`, goal }, (script) => script.run(command));

export const searching: readonly Workload[] = [
  search('search-from', 'SEARCH FROM', '5×', 'SEARCH FROM "sender 77"'),
  search('search-subject', 'SEARCH SUBJECT', '5×', 'SEARCH SUBJECT "number 777"'),
  search('search-body', 'SEARCH BODY', '20×', 'SEARCH BODY "needle in the hay"'),
  search('search-text', 'SEARCH TEXT', '20×', 'SEARCH TEXT "needle in the hay"'),
  search('sort-date', 'SORT (DATE)', '10×', 'SORT (DATE) UTF-8 ALL'),
  search('sort-subject', 'SORT (SUBJECT)', '10×', 'SORT (SUBJECT) UTF-8 ALL'),
  search('thread', 'THREAD REFERENCES', '10×', 'THREAD REFERENCES UTF-8 ALL'),
];
