import { isBlank, isDash, isDigit, isDoubleQuote, isLetter, isNewline, isSingleQuote } from './characters.ts';
import type { Grammar } from './grammar.ts';
import type { CommandElement, CommandNode, Expression, ExpressionNode, PipelineNode, Redirection } from './nodes.ts';
import { parseArgument, parseElement, parseWord } from './parse-argument.ts';
import { parseNumber } from './parse-number.ts';
import { parseRedirection } from './parse-redirection.ts';
import type { Scanner } from './scanner.ts';

/** Whether an expression stands here rather than a command's name. */
export function beginsExpression(scanner: Scanner): boolean {
  const character = scanner.peek();
  const next = scanner.peek(1);
  if (isDoubleQuote(character) || isSingleQuote(character)) return true;
  if (character !== '' && '$(@{[!,'.includes(character)) return true;
  if (character === '+') return true;
  if (isDash(character)) return true;
  if (!isDigit(character) && !(character === '.' && isDigit(next))) return false;
  const start = scanner.offset;
  const number = parseNumber(scanner);
  const follows = scanner.peek();
  scanner.offset = start;
  return (
    number !== null &&
    (follows === '' || isBlank(follows) || isNewline(follows) || '.;|,)}+-*/%<>&[]'.includes(follows))
  );
}

/** The rest of a pipeline whose first element may already have been read as an expression. */
export function parsePipeline(scanner: Scanner, grammar: Grammar, read: Expression | null): PipelineNode {
  const start = read?.extent.start ?? scanner.offset;
  const elements: (CommandNode | ExpressionNode)[] = [];
  elements.push(read === null ? parseCommand(scanner, grammar) : parseExpressionElement(scanner, grammar, read));
  for (;;) {
    const before = scanner.offset;
    scanner.skipBlanks();
    if (scanner.peek() !== '|') {
      // PowerShell 7 and pasted scripts: the bar may begin the next line.
      scanner.skipLines();
      if (scanner.peek() !== '|' || before === scanner.offset) {
        scanner.offset = before;
        break;
      }
    }
    if (scanner.startsWith('||')) refuseChain(scanner);
    scanner.offset += 1;
    scanner.skipLines();
    if (scanner.peek() === '|') scanner.fail('EmptyPipeElement', 'An empty pipe element is not allowed.');
    if (scanner.atEnd) scanner.fail('EmptyPipeElement', 'A command is expected behind "|".');
    const callsBlock = scanner.peek() === '{';
    if (callsBlock || (beginsExpression(scanner) && scanner.peek() !== '%')) {
      const hint = callsBlock ? ' Write "ForEach-Object { … }".' : '';
      scanner.fail(
        'ExpressionsMustBeFirstInPipeline',
        `An expression can stand only at the beginning of a pipeline.${hint}`,
      );
    }
    elements.push(parseCommand(scanner, grammar));
  }
  scanner.skipBlanks();
  if (scanner.startsWith('&&')) refuseChain(scanner);
  if (scanner.peek() === '&') {
    scanner.fail(
      'AmpersandNotAllowed',
      'Background jobs ("&" at the end) are not supported; quote an ampersand in a text.',
    );
  }
  return { kind: 'pipeline', elements, extent: { start, end: elements.at(-1)?.extent.end ?? scanner.offset } };
}

function refuseChain(scanner: Scanner): never {
  const token = scanner.source.slice(scanner.offset, scanner.offset + 2);
  return scanner.fail(
    'InvalidEndOfLine',
    `The token "${token}" is not a valid statement separator; use ";", or "if ($?) { … }".`,
    scanner.offset,
    scanner.offset + 2,
  );
}

function parseExpressionElement(scanner: Scanner, grammar: Grammar, expression: Expression): ExpressionNode {
  const redirections: Redirection[] = [];
  for (;;) {
    const before = scanner.offset;
    scanner.skipBlanks();
    const redirection = parseRedirection(scanner, grammar);
    if (redirection === null) {
      scanner.offset = before;
      break;
    }
    redirections.push(redirection);
  }
  return {
    kind: 'expression',
    expression,
    redirections,
    extent: { start: expression.extent.start, end: scanner.offset },
  };
}

/** What runbooks call beside cmdlets, with arguments of its own kind. */
const programs = /^(?:nslookup|dig|openssl|certutil|certreq|netsh|nltest|setspn|wevtutil|\S+\.(?:exe|com))$/i;

function parseCommand(scanner: Scanner, grammar: Grammar): CommandNode {
  const start = scanner.offset;
  if (scanner.peek() === '=') scanner.fail('UnexpectedToken', 'A command or a value is expected before "=".');
  let invocation: CommandNode['invocation'] = 'name';
  if (scanner.peek() === '&' || (scanner.peek() === '.' && isBlank(scanner.peek(1)))) {
    invocation = scanner.peek() === '&' ? 'call' : 'dot';
    scanner.offset += 1;
    scanner.skipBlanks();
    if (scanner.atEnd || isNewline(scanner.peek())) {
      scanner.fail('MissingCommandName', `A command is expected behind "${invocation === 'call' ? '&' : '.'}".`);
    }
  }
  const name = invocation === 'name' ? parseWord(scanner, grammar) : parseCommandTarget(scanner, grammar);
  const isProgram = name.kind === 'string' && programs.test(name.value);
  const elements: CommandElement[] = [];
  const redirections: Redirection[] = [];
  let end = scanner.offset;
  for (;;) {
    scanner.skipBlanks();
    const character = scanner.peek();
    if (character === '' || isNewline(character) || ';|)}&'.includes(character)) break;
    if (character === ',') scanner.fail('MissingArgument', 'A value is expected before ",".');
    const redirection = parseRedirection(scanner, grammar);
    if (redirection !== null) redirections.push(redirection);
    else elements.push(parseElement(scanner, grammar, isProgram));
    end = scanner.offset;
  }
  scanner.offset = end;
  return { kind: 'command', invocation, name, elements, redirections, extent: { start, end } };
}

function parseCommandTarget(scanner: Scanner, grammar: Grammar): Expression {
  const character = scanner.peek();
  const isWord = isLetter(character) || character === '.' || character === '\\' || character === '/';
  return isWord ? parseWord(scanner, grammar) : parseArgument(scanner, grammar);
}
