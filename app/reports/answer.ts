import type { Answer } from '../../scenarios/answer.ts';
import type { View } from '../cli/view.ts';
import { cashFlowReport } from './cash-flow.ts';
import { comparisonReport } from './comparison.ts';
import { completenessNotes } from './completeness.ts';
import type { Report, Table } from './document.ts';
import { endingNotes } from './ending-agreements.ts';
import { feeReport } from './fee.ts';
import { plainAnswer } from './plain-answer.ts';
import { revenueCycleReport } from './revenue-cycle.ts';

/**
 * The answer: for the recorded months cash flow, speed and yield of claims before and with the MSO,
 * and the fee; for the coming ones the comparison with its doubt.
 */
export function answerReport(view: View, answer: Answer): Report {
  const cash = cashFlowReport(view, {});
  const cycle = revenueCycleReport(view, {});
  const fee = feeReport(view, {});
  const compared = comparisonReport(answer, view.provenance);
  const pick = (report: Report, ...names: readonly string[]): Table[] =>
    report.tables.filter((table) => names.includes(table.name));
  return {
    schema: 'feeworth.answer/1',
    title: compared.title,
    summary: plainAnswer(answer),
    tables: [
      ...titled(cash, pick(cash, 'by-month')),
      ...titled(cycle, pick(cycle, 'before-after')),
      ...titled(fee, pick(fee, 'by-month', 'totals', 'disputes')),
      ...compared.tables,
    ],
    notes: [
      ...fee.notes,
      ...compared.notes,
      ...endingNotes(view, answer.months),
      ...completenessNotes(view),
    ],
    mentions: [fee, compared].flatMap((report) => report.mentions ?? []),
    ...(compared.provenance === undefined ? {} : { provenance: compared.provenance }),
    data: { answer },
  };
}

/** The first table of a report under the sentence that states its result. */
function titled({ title, mentions = [] }: Report, tables: readonly Table[]): Table[] {
  return tables.map((table, i) =>
    i === 0
      ? {
          ...table,
          title: `${title}. ${table.title}`,
          mentions: [...mentions, ...(table.mentions ?? [])],
        }
      : table,
  );
}
