// Finds the errors that the sources can throw, with their words, by reading the sources.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT_CODES } from '../src/error.ts';
import { STORE_ERRORS } from '../src/store/port.ts';

/** One place that names an error code, with the words that stand there. */
export interface ErrorSite {
  readonly code: string;
  readonly file: string;
  readonly category: string | undefined;
  readonly message: string | undefined;
  readonly hint: string | undefined;
}

const CATEGORIES: ReadonlySet<string> = new Set(Object.keys(EXIT_CODES));
const CODE = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*\/(?:[a-z0-9-]|\$\{\w+\})+$/;
/** What stands before a code: the error's constructor, or one of the helpers that make problems. */
const BEFORE =
  /(?:FeeworthError|report|warn|add|problem|refused?|fail|reject)\(\s*(?:[\w.]+,\s*){0,3}$|\bcode(?::| =)\s*(?:[\w.!= ]+\?\s*(?:'[^']*'\s*:\s*)?)?$|(?:form\([A-Z_]+,|\bE[A-Z]+: \[|'commander\.\w+':)\s*$/;

interface Literal {
  readonly at: number;
  readonly end: number;
  readonly text: string;
}

/** Every site in the shipped sources, in order of file and place. */
export function scanErrors(root: string): ErrorSite[] {
  const files = ['src', 'projections', 'scenarios', 'app', 'bin', 'scripts/run.js'].flatMap(
    (top) => (top.includes('.') ? [top] : globSync(`${top}/**/*.{ts,js}`, { cwd: root })),
  );
  return files.sort().flatMap((file) => sitesIn(file, readFileSync(join(root, file), 'utf8')));
}

function sitesIn(file: string, source: string): ErrorSite[] {
  const text = withoutComments(source).replace(/STORE_ERRORS\.(\w+)/g, (whole, name: string) => {
    const code = STORE_ERRORS[name as keyof typeof STORE_ERRORS] as string | undefined;
    return code === undefined ? whole : `'${code}'`;
  });
  const literals = literalsOf(text);
  const isX12 = file.startsWith('src/intake/x12/');
  return literals.flatMap((literal, i): ErrorSite[] => {
    const before = text.slice(Math.max(0, literal.at - 120), literal.at);
    const isShort = isX12 && /\brefuse\(\s*$/.test(before);
    const code = isShort ? `x12/${literal.text}` : literal.text;
    if (!CODE.test(code) || !(isShort || BEFORE.test(before))) return [];
    return [{ code, file, ...wordsOf(text, literals, i) }];
  });
}

/** The literals from a code to the end of its call or object: category, message, hint. */
function wordsOf(
  text: string,
  literals: readonly Literal[],
  from: number,
): Pick<ErrorSite, 'category' | 'message' | 'hint'> {
  const end = endOfScope(text, literals, from);
  let category: string | undefined;
  const words: { text: string; isHint: boolean; end: number }[] = [];
  for (const literal of literals.slice(from + 1)) {
    if (literal.at >= end) break;
    const before = text.slice(0, literal.at).trimEnd();
    const last = words.at(-1);
    if (CATEGORIES.has(literal.text)) category ??= literal.text;
    else if (last && /^\s*\+\s*$/.test(text.slice(last.end, literal.at))) {
      words[words.length - 1] = { ...last, text: last.text + literal.text, end: literal.end };
    } else if (literal.text.includes(' ')) {
      words.push({ text: literal.text, isHint: /\bhint:$/.test(before), end: literal.end });
    }
  }
  const message = words.find((w) => !w.isHint)?.text;
  const hint =
    words.find((w) => w.isHint)?.text ?? words.filter((w) => w.text !== message)[0]?.text;
  return { category, message, hint };
}

function endOfScope(text: string, literals: readonly Literal[], from: number): number {
  let depth = 0;
  let next = from;
  for (let at = literals[from]?.at ?? 0; at < text.length; at++) {
    const literal = literals[next];
    if (literal?.at === at) {
      at = literal.end - 1;
      next += 1;
      continue;
    }
    const c = text[at];
    if (c === '(' || c === '{' || c === '[') depth += 1;
    if (c === ')' || c === '}' || c === ']') depth -= 1;
    if (depth < 0) return at;
  }
  return text.length;
}

/** String and template literals; what a template takes in is shown as "…". */
function literalsOf(text: string): Literal[] {
  const found: Literal[] = [];
  for (let at = 0; at < text.length; at++) {
    const quote = text[at];
    if (quote === '/' && /[(,=:[!&|?{};\n]\s*$/.test(text.slice(Math.max(0, at - 20), at))) {
      at = endOfPattern(text, at) - 1;
      continue;
    }
    if (quote !== "'" && quote !== '"' && quote !== '`') continue;
    const end = endOfLiteral(text, at, quote);
    found.push({ at, end, text: shown(text.slice(at + 1, end - 1), quote) });
    at = end - 1;
  }
  return found;
}

/** A quotation mark inside a regular expression begins no text. */
function endOfPattern(text: string, from: number): number {
  let isClass = false;
  for (let at = from + 1; at < text.length; at++) {
    const c = text[at];
    if (c === '\n') return from + 1;
    if (c === '\\') at += 1;
    else if (c === '[') isClass = true;
    else if (c === ']') isClass = false;
    else if (c === '/' && !isClass) return at + 1;
  }
  return text.length;
}

function endOfLiteral(text: string, from: number, quote: string): number {
  for (let at = from + 1; at < text.length; at++) {
    const c = text[at];
    if (c === '\\') at += 1;
    else if (c === quote) return at + 1;
    else if (c === '\n' && quote !== '`') return at;
    else if (quote === '`' && c === '$' && text[at + 1] === '{') at = endOfHole(text, at + 2) - 1;
  }
  return text.length;
}

function endOfHole(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    const c = text[at];
    if (c === "'" || c === '"' || c === '`') at = endOfLiteral(text, at, c) - 1;
    else if (c === '{') depth += 1;
    else if (c === '}' && --depth === 0) return at + 1;
  }
  return text.length;
}

function shown(body: string, quote: string): string {
  if (quote !== '`' || /^[a-z0-9-]+\/[a-z0-9-]*\$\{\w+\}$/.test(body)) return unescaped(body);
  let out = '';
  for (let at = 0; at < body.length; at++) {
    if (body[at] === '$' && body[at + 1] === '{') {
      at = endOfHole(body, at + 2) - 1;
      out += '…';
    } else out += body[at];
  }
  return unescaped(out);
}

const unescaped = (text: string): string => text.replace(/\\n/g, ' ').replace(/\\(.)/g, '$1');

function withoutComments(text: string): string {
  const blank = (comment: string): string => comment.replace(/[^\n]/g, ' ');
  return text.replace(/\/\*[\s\S]*?\*\//g, blank).replace(/(^|\s)\/\/ .*$/gm, blank);
}
