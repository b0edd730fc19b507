import { accountsReader, ledger } from '../../projections/ledger.ts';
import type { LedgerState } from '../../projections/ledger.ts';
import { kindsPostingTo } from '../../projections/posting-rules.ts';
import { accountOf } from '../../src/chart.ts';
import { FeeworthError } from '../../src/error.ts';
import type { View } from '../cli/view.ts';
import type { Explanation } from './explanation.ts';
import { explainSum } from './explain-sum.ts';
import type { FigureArgs, FigureFamily, FigureKind } from './figure.ts';
import { isOneEvent } from './one-event.ts';
import { LEDGER_ACTIVITY, LEDGER_BALANCE } from './ledger-kinds.ts';
import { monthIndex } from './scope.ts';
import { changeOf } from './changes.ts';
import { readingOf } from './watch.ts';
import type { Reading } from './watch.ts';

function reading(view: View, kind: FigureKind, args: FigureArgs): Reading<LedgerState> {
  const month = monthIndex(view.context, args.month);
  const entities = [view.context.names.numberOf('entity', args.entity ?? '')];
  const accounts = [accountNumber(args.account)];
  const isActivity = kind !== LEDGER_BALANCE;
  return {
    months: { from: isActivity ? month : 0, to: month },
    entities,
    kinds: kindsPostingTo(accounts, view.context.cashPolicy),
    reader: (state, months) =>
      accountsReader(state, { entities, accounts, ...months, isBeforeClosing: () => isActivity }),
  };
}

function accountNumber(text: string | undefined): number {
  const number = Number(text);
  if (accountOf(number) !== undefined) return number;
  throw new FeeworthError(
    'explain/no-such-account',
    'usage',
    `The chart has no account "${text}"`,
    {
      hint: 'see "feeworth report ledger" for the accounts in use',
    },
  );
}

const value = (view: View, kind: FigureKind, args: FigureArgs): number =>
  readingOf(reading(view, kind, args), view.state(ledger));

function explain(view: View, kind: FigureKind, args: FigureArgs): Promise<Explanation> {
  return explainSum(view, kind, args, {
    value: value(view, kind, args),
    projection: ledger,
    ...reading(view, kind, args),
    account: accountNumber(args.account),
  });
}

export const family: FigureFamily = {
  kinds: [LEDGER_BALANCE, LEDGER_ACTIVITY],
  value,
  explain,
  isNear: (one) => one.moves(ledger),
  keysOf: (view, key) => {
    if (key !== 'account') return undefined;
    // An event touches no account that it does not post to.
    const used = isOneEvent(view)
      ? changeOf(view, view.one, 0).postings
      : view.figures(ledger).entities.flatMap((e) => e.trialBalance);
    return [...new Set(used.map((line) => String(line.account)))].sort();
  },
};
