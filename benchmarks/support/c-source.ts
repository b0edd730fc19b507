import { readFileSync } from 'node:fs';
import * as revenueState from '../../projections/revenue-cycle/state.ts';
import * as prepaidState from '../../projections/prepaid-state.ts';
import { codeIndex, kindOf } from '../../src/batch/layout.ts';

/**
 * The folds of the projections as C, from their own text: the same cases in the same order over the
 * same columns, so that a compiler at -O3 does the same work. Knows the plain style that folds
 * are written in and throws at anything else.
 */
export function cSource(): string {
  const postings = sourceOf('postings.generated.ts');
  const cash = sourceOf('cash-flow.generated.ts');
  const prepaid = sourceOf('prepaid.ts');
  const revenue = sourceOf('revenue-cycle/fold.ts');
  const tables = [...generatedTables(postings), ...generatedTables(cash)];
  return `${defines(prepaidState)}${defines(revenueState)}${codes(prepaid)}${codes(revenue)}
${tables.map((t) => t.declare).join('\n')}
static void init_tables(void) {\n${tables.map((t) => t.init).join('\n')}\n}
${roleTable('ACTION', actionRoles(prepaid))}
${roleTable('ROLES', revenueRoles(revenue))}
#define REVERSAL 1
#define RECEIVABLE 1110
static void fold_postings(const Book *state, const Batch *batch, int from, int to) {
  COLUMNS
  double *cells = state->ledger, *closings = state->closings;
  double sum = state->open[0], of = state->open[1];
${chosen(postings)}${loopOf(postings)}
  state->open[0] = sum;
  state->open[1] = of;
}
static void fold_cash(const Book *state, const Batch *batch, int from, int to) {
  COLUMNS
  double *cells = state->cash, *other = state->other;
${chosen(cash)}${loopOf(cash)}
}
static void fold_prepaid(const Book *state, const Batch *batch, int from, int to) {
  COLUMNS
  double *packages = state->packages, *memberships = state->memberships;
  double *giftCards = state->giftCards, *roll = state->roll, *portfolio = state->portfolio;
  int32_t *owner = state->owner;
  const uint8_t *action = ACTION, *coveredDays = state->coveredDays;
  const int asOf = state->asOf;
${loopOf(prepaid)}
}
static void fold_revenue(const Book *state, const Batch *batch, int from, int to) {
  COLUMNS
  double *sums = state->sums, *recordDoubles = state->recordDoubles;
  double *receivable = state->receivable, *money = state->money, *denied = state->denied;
  int32_t *recordInts = state->recordInts;
  int record = 0;
${loopOf(revenue)}
}
`;
}

function sourceOf(file: string): string {
  return readFileSync(new URL(`../../projections/${file}`, import.meta.url), 'utf8');
}

const defines = (module: Readonly<Record<string, unknown>>): string =>
  Object.entries(module)
    .filter(([, value]) => typeof value === 'number')
    .map(([name, value]) => `#define ${name} ${String(value)}\n`)
    .join('');

const codes = (text: string): string =>
  [...text.matchAll(/^const (\w+) = codeIndex\(('?[\w.]+'?), '(\w+)', '([\w-]+)'\);$/gm)]
    .map(([, name, kind = '', field = '', value = '']) => {
      const known = /^'(.*)'$/.exec(kind)?.[1] ?? constantText(text, kind);
      return `#define ${name} ${codeIndex(known, field, value)}\n`;
    })
    .join('');

function constantText(text: string, name: string): string {
  const value = new RegExp(`^const ${name} = '([^']+)';$`, 'm').exec(text)?.[1];
  if (value === undefined) throw new Error(`no constant ${name}`);
  return value;
}

/** `[ 'A', 'B' ].forEach((name, i) => ACTION[kindOf(name)] = i + 1)`. */
function actionRoles(text: string): (readonly [number, number])[] {
  const list = /^const ACTION[\s\S]*?\[([\s\S]*?)\]\.forEach/m.exec(text)?.[1] ?? '';
  return [...list.matchAll(/'([\w.]+)'/g)].map(([, name = ''], i) => [kindOf(name), i + 1]);
}

/** `[ [1, 'A'], [2, 'B'] ].forEach(([role, name]) => ROLES[kindOf(name)] = role)`. */
function revenueRoles(text: string): (readonly [number, number])[] {
  const list = /^const ROLES[\s\S]*?\[([\s\S]*?)\]\.forEach/m.exec(text)?.[1] ?? '';
  return [...list.matchAll(/\[(\d+), '([\w.]+)'\]/g)].map(([, role, name = '']) => [
    kindOf(name),
    Number(role),
  ]);
}

function roleTable(name: string, roles: readonly (readonly [number, number])[]): string {
  if (roles.length === 0) throw new Error(`${name} has no roles`);
  const values = roles.map(([kind, role]) => `[${kind}] = ${role}`).join(', ');
  return `static const uint8_t ${name}[256] = {${values}};`;
}

interface Table {
  readonly declare: string;
  readonly init: string;
}

function generatedTables(text: string): Table[] {
  const named = [...text.matchAll(/^const ([AT][TO]\d+) = (.*);$/gm)];
  const made = named.map(([, name = '', value = '']) => tableOf(name, value));
  const numbers = /^\[([\d, ]+)\]\.forEach/m.exec(text)?.[1];
  if (numbers === undefined) return made;
  const nowhere = /NOWHERE = (\d+)/.exec(text)?.[1] ?? '';
  const init =
    `  memset(ACCOUNTS, ${nowhere}, 16384);\n  { static const int n[] = {${numbers}};\n` +
    '    for (int i = 0; i < (int)(sizeof n / sizeof *n); i++) ACCOUNTS[n[i]] = (uint8_t)i; }';
  return [...made, { declare: 'static uint8_t ACCOUNTS[16384];', init }];
}

/** `table(new Uint8Array(256), rest, [..])` or `byAccount(rest, {..})`, both as bytes. */
function tableOf(name: string, value: string): Table {
  const list = /^table\(new Uint8Array\((\d+)\), (\d+), \[([^\]]*)\]\)$/.exec(value);
  if (list) {
    const [, size = '', rest = '', values = ''] = list;
    const fill = `  memset(${name}, ${rest}, ${size});`;
    const set = `{ static const uint8_t v[] = {${values}}; memcpy(${name}, v, sizeof v); }`;
    return {
      declare: `static uint8_t ${name}[${size}];`,
      init: values === '' ? fill : `${fill} ${set}`,
    };
  }
  const map = /^byAccount\((\d+), \{([^}]*)\}\)$/.exec(value);
  if (!map) throw new Error(`${name} is a table of a kind that C does not know: ${value}`);
  const [, rest = '', entries = ''] = map;
  const sets = [...entries.matchAll(/(\d+): (\d+)/g)].map(([, k, v]) => `${name}[${k}] = ${v};`);
  return {
    declare: `static uint8_t ${name}[16384];`,
    init: `  memset(${name}, ${rest}, 16384); ${sets.join(' ')}`,
  };
}

const chosen = (text: string): string =>
  [...text.matchAll(/^ {2}const (\w+) = isBank \? (\w+) : (\w+);$/gm)]
    .map(([, name, yes = '', no]) => {
      const type = /^\d+$/.test(yes) ? 'int ' : 'uint8_t *';
      return `  const ${type}${name} = isBank ? ${yes} : ${no};\n`;
    })
    .join('');

function loopOf(text: string): string {
  const loop = /^ {2}for \(let i = from[^\n]*\n([\s\S]*?)^ {2}\}$/m.exec(text)?.[1];
  if (loop === undefined) throw new Error('a fold has one loop over rows');
  return `  for (int i = from; i < to; i++) {
    if (effective[i] > as_of) continue;
    if ((unsigned)(effective[i] - firstDay) >= (unsigned)days) abort();
${translated(loop)}  }`;
}

const DOUBLES = 'x\\d|v\\d|a\\d|paid|share|contractual|released|used|due';
const RULES: readonly (readonly [RegExp, string])[] = [
  [/^.*outsideMonths\(.*\n/gm, ''],
  [/ as number\b/g, ''],
  [/ \?\? 0\b/g, ''],
  [/\]!/g, ']'],
  [/Math\.abs\(/g, 'fabs('],
  [/\baccounts\[/g, 'ACCOUNTS['],
  [/\bx(\d) & (\d+)/g, '(int)x$1 & $2'],
  [/if \(sum !== 0\) unbalanced\(of, sum\);/g, 'if (sum != 0) abort();'],
  [/\bbatch\.firstSequence/g, 'batch->firstSequence'],
  [/\bstate\.(\w+)/g, 'state->$1'],
  [new RegExp(`\\bconst (${DOUBLES}) =`, 'g'), 'const double $1 ='],
  [/\bconst (?!double )(\w+) =/g, 'const int $1 ='],
  [/===/g, '=='],
  [/!==/g, '!='],
];

function translated(loop: string): string {
  const text = RULES.reduce((t, [from, to]) => t.replace(from, to), loop);
  const foreign = /\b(let|undefined|Math|new|of \w)\b|=>|\?\?|\bnull\b/.exec(
    text.replace(/\/\/.*$/gm, ''),
  );
  if (foreign) throw new Error(`a fold says ${foreign[0]}, which C does not know`);
  return text;
}
