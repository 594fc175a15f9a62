import { endsWord, isLetter, isNewline } from './characters.ts';
import type { Grammar } from './grammar.ts';
import type { EnumMemberNode, Expression, MethodNode, PropertyNode, Statement } from './nodes.ts';
import { parseParameterList, parseParameterNode, readAttribute } from './parse-function.ts';
import { parseTypeName } from './parse-type-name.ts';
import type { Scanner } from './scanner.ts';

const flagsForm = /\[\s*(?:System\.)?Flags(?:Attribute)?\s*(?:\(\s*\))?\s*\]\s*(?=enum\b)/iy;

/** `class Name : Base { … }`, `enum Name { … }`, `[Flags()] enum Name { … }`; `null`, and nothing taken, when none stands here. */
export function parseTypeDefinition(scanner: Scanner, grammar: Grammar): Statement | null {
  const start = scanner.offset;
  flagsForm.lastIndex = start;
  const isFlags = flagsForm.test(scanner.source);
  if (isFlags) scanner.offset = flagsForm.lastIndex;
  const word = scanner.peekName().toLowerCase();
  const named = /^(?:class|enum)[ \t]+[\p{L}_]/iu.test(scanner.source.slice(scanner.offset, scanner.offset + 200));
  if (!named) {
    scanner.offset = start;
    return null;
  }
  scanner.offset += word.length;
  scanner.skipBlanks();
  const name = takeName(scanner);
  return word === 'enum'
    ? parseEnum(scanner, grammar, start, name, isFlags)
    : parseClass(scanner, grammar, start, name);
}

function parseEnum(scanner: Scanner, grammar: Grammar, start: number, name: string, isFlags: boolean): Statement {
  scanner.skipLines();
  // What numbers it holds makes no difference here.
  if (scanner.take(':')) {
    scanner.skipLines();
    takeTypeWord(scanner);
    scanner.skipLines();
  }
  const opened = scanner.offset;
  scanner.expect('{', 'MissingTypeBody', `The body "{ … }" of the enumeration "${name}" is missing.`);
  const members: EnumMemberNode[] = [];
  for (;;) {
    scanner.skipSeparators();
    if (scanner.atEnd || scanner.peek() === '}') break;
    const member = takeName(scanner);
    if (member === '') scanner.fail('MissingNameAfterKeyword', `A name is expected in the enumeration "${name}".`);
    scanner.skipBlanks();
    let value: Expression | null = null;
    if (scanner.take('=')) {
      scanner.skipLines();
      value = grammar.expression(scanner, { comma: false });
    }
    members.push({ name: member, value });
    expectMemberEnd(scanner, name);
  }
  scanner.expectEnd('}', 'MissingEndCurlyBrace', `The closing "}" of the enumeration "${name}" is missing.`, opened);
  if (members.length === 0)
    scanner.fail('MissingTypeBody', `The enumeration "${name}" has no values.`, opened, scanner.offset);
  return { kind: 'enum', name, isFlags, members, extent: { start, end: scanner.offset } };
}

function parseClass(scanner: Scanner, grammar: Grammar, start: number, name: string): Statement {
  scanner.skipLines();
  let base: string | null = null;
  if (scanner.take(':')) {
    scanner.skipLines();
    base = takeTypeWord(scanner);
    if (base === '') scanner.fail('TypeNameExpected', `The name of a class is expected behind "${name} :".`);
    scanner.skipLines();
    if (scanner.peek() === ',')
      scanner.fail('InterfacesNotSupported', `"${name}" can be derived from one class; interfaces are not supported.`);
  }
  const opened = scanner.offset;
  scanner.expect('{', 'MissingTypeBody', `The body "{ … }" of the class "${name}" is missing.`);
  const properties: PropertyNode[] = [];
  const methods: MethodNode[] = [];
  scanner.nested(() => {
    for (;;) {
      scanner.skipSeparators();
      if (scanner.atEnd || scanner.peek() === '}') return;
      const member = parseMember(scanner, grammar, name);
      if ('parameter' in member) properties.push(member);
      else methods.push(member);
    }
  });
  scanner.expectEnd('}', 'MissingEndCurlyBrace', `The closing "}" of the class "${name}" is missing.`, opened);
  return { kind: 'class', name, base, properties, methods, extent: { start, end: scanner.offset } };
}

function parseMember(scanner: Scanner, grammar: Grammar, owner: string): PropertyNode | MethodNode {
  const { isStatic, isHidden } = takeModifiers(scanner);
  const before = scanner.offset;
  let type: string | null = null;
  while (scanner.peek() === '[') {
    const name = parseTypeName(scanner);
    if (name === null) readAttribute(scanner, grammar);
    else type = name;
    scanner.skipLines();
  }
  if (scanner.peek() === '$') {
    scanner.offset = before;
    const parameter = parseParameterNode(scanner, grammar);
    expectMemberEnd(scanner, owner);
    return { parameter, isStatic, isHidden };
  }
  const start = scanner.offset;
  const name = takeName(scanner);
  scanner.skipBlanks();
  if (name === '' || scanner.peek() !== '(')
    scanner.fail(
      'MissingTypeMember',
      `A property such as "[string]$Name" or a method such as "[void] Name()" is expected in the class "${owner}".`,
      start,
    );
  if (isStatic && name.toLowerCase() === owner.toLowerCase())
    scanner.fail(
      'StaticConstructorNotSupported',
      `"${owner}" has a static constructor, which is not supported; give static properties an initial value.`,
      start,
    );
  const parameters = parseParameterList(scanner, grammar);
  scanner.skipLines();
  const baseArguments = parseBaseCall(scanner, grammar);
  return { name, type, isStatic, isHidden, parameters, baseArguments, body: grammar.block(scanner, name) };
}

/** `: base($a, $b)` of a constructor. */
function parseBaseCall(scanner: Scanner, grammar: Grammar): readonly Expression[] | null {
  if (!scanner.take(':')) return null;
  scanner.skipLines();
  if (scanner.peekName().toLowerCase() !== 'base')
    scanner.fail('MissingBaseCall', 'A "base(…)" is expected behind ":".');
  scanner.offset += 'base'.length;
  scanner.skipLines();
  scanner.expect('(', 'MissingOpenParenthesis', 'A "(" is expected behind "base".');
  const given: Expression[] = [];
  scanner.skipLines();
  while (!scanner.take(')')) {
    given.push(grammar.expression(scanner, { comma: false }));
    scanner.skipLines();
    if (scanner.peek() !== ')')
      scanner.expect(',', 'MissingEndParenthesis', 'A "," or ")" is expected behind "base(".');
    scanner.skipLines();
  }
  scanner.skipLines();
  return given;
}

function takeModifiers(scanner: Scanner): { readonly isStatic: boolean; readonly isHidden: boolean } {
  let [isStatic, isHidden] = [false, false];
  for (;;) {
    const word = scanner.peekName().toLowerCase();
    if ((word !== 'static' && word !== 'hidden') || !/^[\s[$]/.test(scanner.peek(word.length)))
      return { isStatic, isHidden };
    isStatic ||= word === 'static';
    isHidden ||= word === 'hidden';
    scanner.offset += word.length;
    scanner.skipLines();
  }
}

/** What follows a value or property stands on a line of its own, or behind a `;`. */
function expectMemberEnd(scanner: Scanner, owner: string): void {
  scanner.skipBlanks();
  const next = scanner.peek();
  if (scanner.atEnd || next === ';' || next === '}' || isNewline(next)) return;
  scanner.fail('UnexpectedToken', `A ";", a new line or the closing "}" of "${owner}" is expected.`);
}

function takeName(scanner: Scanner): string {
  const name = isLetter(scanner.peek()) ? scanner.peekName() : '';
  scanner.offset += name.length;
  return name;
}

/** A name that may have a namespace: `System.Exception`. */
function takeTypeWord(scanner: Scanner): string {
  const start = scanner.offset;
  while (!endsWord(scanner.peek())) scanner.offset += 1;
  return scanner.source.slice(start, scanner.offset);
}
