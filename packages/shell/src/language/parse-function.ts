import { endsWord } from './characters.ts';
import type { Grammar } from './grammar.ts';
import type { Expression, ParameterNode, ScriptBody, Statement, Validation } from './nodes.ts';
import { parseTypeName } from './parse-type-name.ts';
import type { Scanner } from './scanner.ts';

/** `function Name($a, $b) { … }`, `filter Name { … }`. */
export function parseFunction(scanner: Scanner, grammar: Grammar): Statement {
  const start = scanner.offset;
  const word = scanner.peekName();
  scanner.offset += word.length;
  scanner.skipBlanks();
  const nameStart = scanner.offset;
  while (!endsWord(scanner.peek())) scanner.offset += 1;
  const name = scanner.source.slice(nameStart, scanner.offset).replace(/^(?:global|script|local):/i, '');
  if (name === '') scanner.fail('MissingNameAfterKeyword', `A name is expected behind "${word}".`);
  scanner.skipLines();
  const listed = scanner.peek() === '(' ? parseParameterList(scanner, grammar) : null;
  scanner.skipLines();
  scanner.expect('{', 'MissingFunctionBody', `The body "{ … }" of the function "${name}" is missing.`);
  const bodyStart = scanner.offset;
  const body = scanner.nested(() => grammar.body(scanner, '}'));
  const text = scanner.source.slice(bodyStart, scanner.offset);
  scanner.expectEnd(
    '}',
    'MissingEndCurlyBrace',
    `The closing "}" of the function "${name}" is missing.`,
    bodyStart - 1,
  );
  const isAttributed = (listed ?? []).some((parameter) => parameter.isAttributed);
  const whole: ScriptBody =
    listed === null ? body : { ...body, parameters: listed, isAdvanced: body.isAdvanced || isAttributed };
  const isFilter = word.toLowerCase() === 'filter';
  return { kind: 'function', name, isFilter, body: whole, text, extent: { start, end: scanner.offset } };
}

/** The inside of a function, script block or file: `param( … )`, then statements or begin/process/end blocks. */
export function parseBody(scanner: Scanner, grammar: Grammar, closing: string): ScriptBody {
  const { parameters, hasBinding, supportsShouldProcess, defaultSet } = parseParamBlock(scanner, grammar);
  const isAdvanced = hasBinding || (parameters ?? []).some((parameter) => parameter.isAttributed);
  const blocks = new Map<string, readonly Statement[]>();
  for (;;) {
    const before = scanner.offset;
    scanner.skipSeparators();
    const word = scanner.peekName().toLowerCase();
    const isBlock =
      ['begin', 'process', 'end'].includes(word) && /^\s*\{/.test(scanner.source.slice(scanner.offset + word.length));
    if (!isBlock) {
      if (blocks.size === 0) {
        scanner.offset = before;
        const end = grammar.statements(scanner, closing);
        return { isAdvanced, supportsShouldProcess, parameters, defaultSet, begin: null, process: null, end };
      }
      if (!scanner.atEnd && !(closing !== '' && scanner.startsWith(closing))) {
        scanner.fail(
          'MissingNamedBlocks',
          'Beside "begin", "process" and "end" blocks nothing else may stand in the body.',
        );
      }
      return {
        isAdvanced,
        supportsShouldProcess,
        parameters,
        defaultSet,
        begin: blocks.get('begin') ?? null,
        process: blocks.get('process') ?? null,
        end: blocks.get('end') ?? [],
      };
    }
    if (blocks.has(word)) scanner.fail('DuplicateScriptCommandClause', `There is a second "${word}" block.`);
    scanner.offset += word.length;
    blocks.set(word, grammar.block(scanner, word));
  }
}

function parseParamBlock(
  scanner: Scanner,
  grammar: Grammar,
): {
  readonly parameters: readonly ParameterNode[] | null;
  readonly hasBinding: boolean;
  readonly supportsShouldProcess: boolean;
  readonly defaultSet: string | null;
} {
  let hasBinding = false;
  let supportsShouldProcess = false;
  let defaultSet: string | null = null;
  const before = scanner.offset;
  scanner.skipSeparators();
  while (scanner.peek() === '[') {
    if (
      !/^\[\s*(?:CmdletBinding|OutputType|Diagnostics)/i.test(scanner.source.slice(scanner.offset, scanner.offset + 40))
    )
      break;
    const attribute = readAttribute(scanner, grammar);
    hasBinding = attribute.name.toLowerCase() === 'cmdletbinding' || hasBinding;
    supportsShouldProcess = isSet(attribute, 'supportsshouldprocess') || supportsShouldProcess;
    defaultSet = textOf(attribute, 'defaultparametersetname') ?? defaultSet;
    scanner.skipSeparators();
  }
  const rest = scanner.source.slice(scanner.offset, scanner.offset + 400);
  if (!/^param[\s`]*\(/i.test(rest)) {
    scanner.offset = before;
    return { parameters: null, hasBinding: false, supportsShouldProcess: false, defaultSet: null };
  }
  scanner.offset += 'param'.length;
  scanner.skipLines();
  return { parameters: parseParameterList(scanner, grammar), hasBinding, supportsShouldProcess, defaultSet };
}

export function parseParameterList(scanner: Scanner, grammar: Grammar): readonly ParameterNode[] {
  scanner.offset += 1;
  const parameters: ParameterNode[] = [];
  scanner.skipLines();
  if (scanner.take(')')) return parameters;
  for (;;) {
    parameters.push(parseParameterNode(scanner, grammar));
    scanner.skipLines();
    if (scanner.take(')')) return parameters;
    scanner.expect(
      ',',
      'MissingEndParenthesisInFunctionParameterList',
      'A "," or ")" is expected in the list of parameters.',
    );
    scanner.skipLines();
  }
}

export function parseParameterNode(scanner: Scanner, grammar: Grammar): ParameterNode {
  const start = scanner.offset;
  let type: string | null = null;
  const facts: { -readonly [K in keyof ParameterNode]?: ParameterNode[K] } = {};
  while (scanner.peek() === '[') {
    const name = parseTypeName(scanner);
    if (name === null) applyAttribute(scanner, grammar, facts);
    else type = name;
    scanner.skipLines();
  }
  const name = scanner.peek() === '$' ? scanner.peekName(1) : '';
  if (name === '') scanner.fail('MissingVariableName', 'A parameter such as "$Name" is expected.');
  scanner.offset += 1 + name.length;
  const end = scanner.offset;
  scanner.skipLines();
  let initial: Expression | null = null;
  if (scanner.take('=')) {
    scanner.skipLines();
    initial = grammar.expression(scanner, { comma: false });
  } else scanner.offset = end;
  return {
    name,
    type,
    initial,
    mandatory: facts.mandatory ?? false,
    position: facts.position ?? null,
    fromPipeline: facts.fromPipeline ?? false,
    fromPropertyName: facts.fromPropertyName ?? false,
    aliases: facts.aliases ?? [],
    validValues: facts.validValues ?? null,
    validRange: facts.validRange ?? null,
    validations: facts.validations ?? [],
    sets: facts.sets ?? [],
    isAttributed: facts.isAttributed ?? false,
    extent: { start, end: scanner.offset },
  };
}

interface Attribute {
  readonly name: string;
  readonly positional: readonly Expression[];
  readonly named: ReadonlyMap<string, Expression | null>;
}

export function readAttribute(scanner: Scanner, grammar: Grammar): Attribute {
  const start = scanner.offset;
  scanner.offset += 1;
  scanner.skipLines();
  const name = /^[\w.]*/.exec(scanner.source.slice(scanner.offset))?.[0] ?? '';
  scanner.offset += name.length;
  const positional: Expression[] = [];
  const named = new Map<string, Expression | null>();
  scanner.skipLines();
  if (!scanner.take('('))
    scanner.fail(
      'InvalidAttribute',
      'A type such as [string] or an attribute such as [Parameter()] is expected.',
      start,
    );
  scanner.skipLines();
  while (!scanner.take(')')) {
    const word = scanner.peekName();
    if (word !== '' && /^\p{L}/u.test(word)) {
      scanner.offset += word.length;
      scanner.skipLines();
      named.set(word.toLowerCase(), scanner.take('=') ? grammar.expression(scanner, { comma: false }) : null);
    } else positional.push(grammar.expression(scanner, { comma: false }));
    scanner.skipLines();
    if (scanner.peek() !== ')') scanner.expect(',', 'InvalidAttribute', 'A "," or ")" is expected in the attribute.');
    scanner.skipLines();
  }
  scanner.skipLines();
  scanner.expect(']', 'EndSquareBracketExpectedAtEndOfAttribute', 'The closing "]" of the attribute is missing.');
  return { name, positional, named };
}

/** `ParameterSetName = 'ById'`. */
function textOf({ named }: Attribute, name: string): string | null {
  const value = named.get(name);
  return value?.kind === 'string' ? value.value : null;
}

/** `Mandatory`, `Mandatory=$true`; not `Mandatory=$false`. */
function isSet({ named }: Attribute, name: string): boolean {
  const value = named.get(name);
  if (value === undefined) return false;
  return value === null || !(value.kind === 'variable' && value.name.toLowerCase() === 'false');
}

function applyAttribute(
  scanner: Scanner,
  grammar: Grammar,
  facts: { -readonly [K in keyof ParameterNode]?: ParameterNode[K] },
): void {
  const start = scanner.offset;
  const attribute = readAttribute(scanner, grammar);
  const flag = (name: string): boolean => isSet(attribute, name);
  const texts = attribute.positional.map((node) =>
    node.kind === 'string' ? node.value : node.kind === 'number' ? node.text : '',
  );
  const add = (validation: Validation): void => {
    facts.validations = [...(facts.validations ?? []), validation];
  };
  switch (attribute.name.toLowerCase()) {
    case 'parameter': {
      facts.isAttributed = true;
      const position = attribute.named.get('position');
      const set = textOf(attribute, 'parametersetname');
      if (set !== null && set !== '__AllParameterSets') {
        const own = {
          name: set,
          mandatory: flag('mandatory'),
          position: position?.kind === 'number' ? position.value : null,
          fromPipeline: flag('valuefrompipeline'),
          fromPropertyName: flag('valuefrompipelinebypropertyname'),
        };
        facts.sets = [...(facts.sets ?? []), own];
        return;
      }
      if (flag('mandatory')) facts.mandatory = true;
      if (flag('valuefrompipeline')) facts.fromPipeline = true;
      if (flag('valuefrompipelinebypropertyname')) facts.fromPropertyName = true;
      if (position?.kind === 'number') facts.position = position.value;
      return;
    }
    case 'alias':
      facts.aliases = texts;
      return;
    case 'validateset':
      facts.validValues = texts;
      return;
    case 'validaterange': {
      const [low, high] = attribute.positional;
      if (low?.kind === 'number' && high?.kind === 'number') facts.validRange = [low.value, high.value];
      return;
    }
    case 'validatenotnullorempty':
      add({ kind: 'not-empty' });
      return;
    case 'validatenotnull':
      add({ kind: 'not-null' });
      return;
    case 'validatepattern':
      add({ kind: 'pattern', pattern: texts[0] ?? '' });
      return;
    case 'validatelength':
    case 'validatecount': {
      const [least, most] = attribute.positional;
      const kind = attribute.name.toLowerCase() === 'validatelength' ? 'length' : 'count';
      if (least?.kind === 'number' && most?.kind === 'number') add({ kind, least: least.value, most: most.value });
      return;
    }
    case 'validatescript': {
      const [block] = attribute.positional;
      if (block?.kind === 'script-block') add({ kind: 'script', block });
      return;
    }
    case 'allownull':
    case 'allowemptystring':
    case 'allowemptycollection':
      return;
    default:
      scanner.fail(
        'InvalidAttribute',
        `The attribute [${attribute.name}] is not supported here.`,
        start,
        scanner.offset,
      );
  }
}
