import type { FigureKind } from './figure.ts';

/** Balance of an account: ledger/1110/2026-03/tx-practice. */
export const LEDGER_BALANCE: FigureKind = {
  name: 'ledger',
  label: 'Balance of an account',
  unit: 'cents',
  nature: 'sum',
  definition: 'Debits less credits up to the end of the month, or to the cut inside it.',
  keys: ['account', 'month', 'entity'],
};

/** What a month brought on an account: activity/4010/2026-03/tx-practice. */
export const LEDGER_ACTIVITY: FigureKind = {
  name: 'activity',
  label: 'Activity of an account',
  unit: 'cents',
  nature: 'sum',
  definition: 'Debits less credits of the month, without entries that close a fiscal year.',
  keys: ['account', 'month', 'entity'],
};
