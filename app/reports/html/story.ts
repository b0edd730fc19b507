import type { Answer } from '../../../scenarios/answer.ts';
import { managementFee } from '../../../projections/management-fee.ts';
import type { View } from '../../cli/view.ts';
import { footerLines } from '../../cli/print.ts';
import { cashFlowReport } from '../cash-flow.ts';
import { comparisonReport, headline } from '../comparison.ts';
import type { Provenance, Report, Table } from '../document.ts';
import { feeReport } from '../fee.ts';
import { fixed, percent, roundDollars } from '../numbers.ts';
import { revenueCycleReport } from '../revenue-cycle.ts';
import { capital } from '../words.ts';
import { plainAnswer } from '../plain-answer.ts';
import { ageingReport } from '../ageing.ts';
import { completenessReport } from '../completeness.ts';
import { ageingFigure, cashFigure, feeFigure } from './book-figures.ts';
import { bridgeFigure, fanFigure, managerFigure } from './comparison-figures.ts';
import { pageHtml } from './page.ts';
import type { Figure, Page, Section } from './page.ts';

/** The answer of a scenario that brings its own levels: nothing of it comes from a book. */
export function answerHtml(answer: Answer, provenance: Provenance): string {
  const compared = comparisonReport(answer, provenance);
  return pageHtml({
    title: headline(answer),
    summary: plainAnswer(answer),
    lead: `${answer.title}. The practice is the scenario’s own; no book was read.`,
    keys: keysOf(answer),
    sections: [comparisonSection(answer, compared), assumptionSection(answer, compared)],
    provenance,
    footer: footerLines(compared.provenance ?? provenance),
  });
}

/** The whole answer as one page: conclusion first, doubt beside it, every chart with its table. */
export function storyHtml(view: View, answer: Answer): string {
  const compared = comparisonReport(answer, view.provenance);
  const hasAgreement = view.figures(managementFee).agreements.length > 0;
  const recorded = hasAgreement ? feeReport(view, {}).title : cashFlowReport(view, {}).title;
  const page: Page = {
    title: headline(answer),
    summary: plainAnswer(answer),
    lead: `${view.provenance.book}. ${recorded}`,
    keys: keysOf(answer),
    sections: [
      comparisonSection(answer, compared),
      ...(hasAgreement ? [feeSection(view, feeReport(view, {}))] : []),
      cashSection(view, answer),
      cycleSection(view),
      assumptionSection(answer, compared),
      completenessSection(view),
    ],
    provenance: view.provenance,
    footer: footerLines(compared.provenance ?? view.provenance),
  };
  return pageHtml(page);
}

function keysOf(answer: Answer): Page['keys'] {
  const { deltaCash, npv, feeRoi, pBetter, breakEven, payback, shareOnEstimates } = answer;
  const spread = (of: Answer['npv']): string => {
    const [low, , high] = of.quantiles;
    return `P10 ${roundDollars(low?.value ?? 0)} to P90 ${roundDollars(high?.value ?? 0)}`;
  };
  return [
    {
      label: `Cash difference over ${answer.months} months, mean`,
      value: roundDollars(deltaCash.mean.cents),
      doubt: spread(deltaCash),
    },
    { label: 'Net present value, mean', value: roundDollars(npv.mean.cents), doubt: spread(npv) },
    {
      label: 'Return on the fee',
      value: feeRoi === null ? 'n/a' : percent(feeRoi.estimate),
      doubt:
        feeRoi === null
          ? answer.feeRoiWords
          : `95 % interval ${percent(feeRoi.lower)} to ${percent(feeRoi.upper)}`,
    },
    {
      label: 'Chance that the MSO is better',
      value: percent(pBetter.estimate, 0),
      doubt: `${percent(pBetter.lower)} to ${percent(pBetter.upper)}`,
    },
    {
      label: 'Break-even fee',
      value: breakEven === null ? 'n/a' : percent(breakEven.rate, 2),
      doubt:
        breakEven === null
          ? 'no fee'
          : `the fee now is ${percent(breakEven.realisedRate, 2)} of collections`,
    },
    {
      label: 'Payback of the median path',
      value: payback.medianMonths === null ? 'none' : `${fixed(payback.medianMonths, 1)} months`,
      doubt: payback.words,
    },
    {
      label: 'Share resting on estimates',
      value: shareOnEstimates === null ? 'n/a' : percent(shareOnEstimates),
      doubt: 'of the spread of the answer',
    },
  ];
}

function tableNamed(report: Report, name: string): Table {
  const found = report.tables.find((table) => table.name === name);
  if (found === undefined) throw new RangeError(name);
  return found;
}

/** What the numbers of a table are counted in. */
function unitWords({ columns }: Table): string {
  const words = { cents: 'dollars', count: 'counts', share: 'shares' } as const;
  const found = Object.entries(words)
    .filter(([unit]) => columns.some((column) => column.unit === unit))
    .map(([, word]) => word)
    .join(' and ');
  return capital(found === '' ? 'words' : found);
}

function plain(table: Table, subtitle: string): Figure {
  return { title: table.title, subtitle, svg: null, table: { ...table, title: 'Figures' } };
}

/** What chance leaves open, what the spread comes from, and three futures alone. */
const CHANCE_TABLES: ReadonlySet<string> = new Set(['spread', 'chance', 'path-bridges']);

function comparisonSection(answer: Answer, report: Report): Section {
  return {
    heading: 'What the coming months look like with the MSO and without',
    words: report.notes,
    figures: [
      bridgeFigure(answer, tableNamed(report, 'bridge'), tableNamed(report, 'drivers')),
      fanFigure(answer, tableNamed(report, 'fan')),
      managerFigure(answer, tableNamed(report, 'manager-cases')),
      plain(tableNamed(report, 'arms'), 'Means and quantiles over all paths'),
      ...report.tables
        .filter(({ name }) => CHANCE_TABLES.has(name))
        .map((table) => plain(table, unitWords(table))),
    ],
  };
}

function feeSection(view: View, report: Report): Section {
  return {
    heading: 'What the fee was: due, invoiced and paid',
    words: report.notes,
    figures: [
      feeFigure(view, report),
      plain(tableNamed(report, 'totals'), 'Dollars'),
      ...report.tables
        .filter((table) => table.name === 'disputes')
        .map((table) => plain(table, 'Dollars')),
    ],
  };
}

function cashSection(view: View, answer: Answer): Section {
  const report = cashFlowReport(view, {});
  return {
    heading: 'What came in and went out',
    words: [report.title, ...report.notes],
    figures: [cashFigure(view, answer, tableNamed(report, 'by-month'))],
  };
}

function cycleSection(view: View): Section {
  const report = revenueCycleReport(view, {});
  const ageing = ageingReport(view, {});
  const compared = report.tables.filter((table) => table.name === 'before-after');
  return {
    heading: 'How fast care turns into cash',
    words: [report.title, ...report.notes],
    figures: [
      ...compared.map((table) => plain(table, 'Shares and days')),
      ageingFigure(view, tableNamed(ageing, 'by-payer-class')),
    ],
  };
}

function assumptionSection(answer: Answer, report: Report): Section {
  const estimates = answer.parameters.filter((p) => p.isEstimate).length;
  return {
    heading: 'What the answer rests on',
    words: [
      `${estimates} of ${answer.parameters.length} parameters are estimates with a grade, not promises.`,
    ],
    figures: [plain(tableNamed(report, 'parameters'), 'Each with its source')],
  };
}

function completenessSection(view: View): Section {
  const report = completenessReport(view);
  return {
    heading: 'What the book has not been told',
    words: [report.title, ...report.notes],
    figures: report.tables
      .filter((table) => table.isForMachines !== true)
      .map((table) => plain(table, unitWords(table))),
  };
}
