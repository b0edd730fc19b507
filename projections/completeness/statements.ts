import { formatDay } from '../../src/calendar.ts';
import type { Day } from '../../src/calendar.ts';
import { formatCents } from '../../src/money.ts';
import { STATEMENT_CENTS, STATEMENT_INTS } from './state.ts';
import type { CompletenessState } from './state.ts';

interface Statement {
  readonly account: string;
  readonly entity: string;
  readonly from: Day;
  readonly to: Day;
  readonly openingCents: number;
  readonly closingCents: number;
}

/** Where a statement does not begin with what the one before it ended with. */
export interface StatementBreak {
  readonly closedOn: Day;
  readonly closingCents: number;
  readonly nextFrom: Day;
  readonly openingCents: number;
  readonly differenceCents: number;
  readonly words: string;
}

/** The statements of one bank account, held against each other. */
export interface AccountStatements {
  readonly entity: string;
  readonly account: string;
  readonly statements: number;
  readonly from: Day;
  readonly to: Day;
  readonly openingCents: number;
  readonly closingCents: number;
  readonly breaks: readonly StatementBreak[];
  /** Opening + all lines − closing; zero when every line of every statement is in the book. */
  readonly unaccountedCents: number;
  readonly words: string;
}

/** Each account's chain of statements: closing balances are the next opening balances, or a break. */
export function statementsOf(state: CompletenessState): AccountStatements[] {
  const chains = new Map<string, Statement[]>();
  for (const statement of read(state)) {
    const key = `${statement.entity} ${statement.account}`;
    chains.set(key, [...(chains.get(key) ?? []), statement]);
  }
  return [...chains.values()]
    .map((chain) => chained(state, chain.sort(byDate)))
    .sort((a, b) => (`${a.entity} ${a.account}` < `${b.entity} ${b.account}` ? -1 : 1));
}

const byDate = (a: Statement, b: Statement): number =>
  a.from - b.from ||
  a.to - b.to ||
  a.openingCents - b.openingCents ||
  a.closingCents - b.closingCents;

/** Statements that stand: a reversed one and its reversal are left out. */
function read(state: CompletenessState): Statement[] {
  const { names } = state.context;
  const standing: Statement[] = [];
  const reversed: Statement[] = [];
  const count = state.counters[0] ?? 0;
  for (let n = 0; n < count; n++) {
    const int = (i: number): number => state.statementInts[n * STATEMENT_INTS + i] ?? 0;
    const cents = (i: number): number => state.statementCents[n * STATEMENT_CENTS + i] ?? 0;
    const statement = {
      account: names.nameOf('party', int(1)),
      entity: names.nameOf('entity', int(2)),
      from: int(3) as Day,
      to: int(4) as Day,
      openingCents: cents(0),
      closingCents: cents(1),
    };
    (int(0) < 0 ? reversed : standing).push(statement);
  }
  for (const gone of reversed) {
    const at = standing.findIndex(
      (s) => s.account === gone.account && s.entity === gone.entity && byDate(s, gone) === 0,
    );
    if (at >= 0) standing.splice(at, 1);
  }
  return standing;
}

function chained(state: CompletenessState, chain: readonly Statement[]): AccountStatements {
  const [first] = chain;
  const last = chain.at(-1) ?? first;
  const breaks: StatementBreak[] = [];
  chain.forEach((statement, i) => {
    const next = chain[i + 1];
    if (next === undefined || next.openingCents === statement.closingCents) return;
    const differenceCents = next.openingCents - statement.closingCents;
    breaks.push({
      closedOn: statement.to,
      closingCents: statement.closingCents,
      nextFrom: next.from,
      openingCents: next.openingCents,
      differenceCents,
      words:
        `closes at ${formatCents(statement.closingCents)} on ${formatDay(statement.to)} and opens ` +
        `at ${formatCents(next.openingCents)} on ${formatDay(next.from)}: a statement may be missing`,
    });
  });
  const account = first?.account ?? '';
  const openingCents = first?.openingCents ?? 0;
  const closingCents = last?.closingCents ?? 0;
  const lines = state.lines[state.context.names.numberOf('party', account)] ?? 0;
  const unaccountedCents = openingCents + lines - closingCents;
  const isWhole = breaks.length === 0 && unaccountedCents === 0;
  return {
    entity: first?.entity ?? '',
    account,
    statements: chain.length,
    from: first?.from ?? (0 as Day),
    to: last?.to ?? (0 as Day),
    openingCents,
    closingCents,
    breaks,
    unaccountedCents,
    words: isWhole
      ? 'every statement opens with what the last one closed with, and all lines are here'
      : [
          ...breaks.map((b) => b.words),
          ...(unaccountedCents === 0
            ? []
            : [`lines and balances differ by ${formatCents(unaccountedCents)}`]),
        ].join('; '),
  };
}
