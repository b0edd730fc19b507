import { LineCounter, parseDocument } from 'yaml';
import type { Node } from 'yaml';
import { money, moneyText, rate, refuse, span, whole, word, yesOrNo } from './agreement-units.ts';
import { checkFee, checkTerms } from './check-terms.ts';
import { CONTROL_CODES, INVESTOR_KINDS } from './controls.ts';
import { readAllocation, readBase, readFee, readWords } from './fee-file.ts';
import { refuseProblems } from './problems.ts';
import type { AgreementProblem } from './problems.ts';
import { SERVICE_CODES } from './services.ts';
import { BILLING_IN, WITHOUT_CAUSE } from './terms.ts';
import type {
  AgreementTerms,
  ExitFee,
  FeeTerms,
  FmvRange,
  LegalFacts,
  Renewal,
  Termination,
} from './terms.ts';
import { child, close, has, report, sectionOf, written, writtenList } from './yaml-section.ts';
import type { Section, YamlSource } from './yaml-section.ts';

/** First line of an agreement file: `format: feeworth-agreement/1`. */
export const AGREEMENT_FORMAT = 'feeworth-agreement/1';

export interface AgreementFileOptions {
  /** Name of the file, for error messages. */
  readonly file?: string;
  /** The book's currency, USD unless told. */
  readonly currency?: string;
}

/**
 * Reads an agreement file. All problems are listed with line and column, none quotes the file
 * beyond the word that is wrong; the terms are null when there is any.
 */
export function readAgreement(
  text: string,
  options: AgreementFileOptions = {},
): { readonly terms: AgreementTerms | null; readonly problems: readonly AgreementProblem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const currency = options.currency ?? 'USD';
  const source: YamlSource = { lines, problems: [], offsets: new Map(), currency };
  for (const problem of [...document.errors, ...document.warnings])
    report(source, problem.pos[0], {
      code: 'agreement/not-yaml',
      at: 'agreement',
      message: `YAML: ${problem.code.toLowerCase().replaceAll('_', ' ')}`,
      hint: 'see the line and column; keys are indented by spaces and stand once',
    });
  if (source.problems.length > 0) return { terms: null, problems: source.problems };
  const top = sectionOf(source, document.contents as Node | null, '');
  const terms = top && readTerms(top);
  if (terms && source.problems.length === 0)
    source.problems.push(...checkTerms(terms).map((problem) => placed(problem, source)));
  const problems = source.problems.toSorted(
    (a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
  return { terms: problems.length === 0 ? terms : null, problems };
}

/** The terms of an agreement file; throws `agreement/invalid` with every problem. */
export function parseAgreement(text: string, options: AgreementFileOptions = {}): AgreementTerms {
  const { terms, problems } = readAgreement(text, options);
  refuseProblems(problems, options.file);
  if (terms === null) throw new TypeError('an agreement without problems has terms');
  return terms;
}

/**
 * Reads a fee that stands inside another YAML file (a scenario's `msa.fee`): the same grammar, the
 * same checks, places in that file. `scope` is what its services and shares are held against.
 */
export function readFeeNode(
  node: Node | null,
  lines: LineCounter,
  scope: Pick<AgreementTerms, 'services' | 'practices'> & { readonly currency?: string },
): { readonly fee: FeeTerms | null; readonly problems: readonly AgreementProblem[] } {
  const currency = scope.currency ?? 'USD';
  const source: YamlSource = { lines, problems: [], offsets: new Map(), currency };
  const section = sectionOf(source, node, 'fee');
  const fee = section && readFee(section);
  if (fee && source.problems.length === 0)
    source.problems.push(...checkFee(fee, scope).map((problem) => placed(problem, source)));
  return { fee: source.problems.length === 0 ? fee : null, problems: source.problems };
}

/** Gives a problem of the terms the place of its value, or of the nearest section above it. */
function placed(problem: AgreementProblem, source: YamlSource): AgreementProblem {
  let path = problem.at;
  while (!source.offsets.has(path) && path !== '')
    path = path.includes('.') ? path.slice(0, path.lastIndexOf('.')) : '';
  const { line, col } = source.lines.linePos(source.offsets.get(path) ?? 0);
  return { ...problem, line, column: col };
}

function readTerms(top: Section): AgreementTerms {
  const format = written(top, 'format');
  if (format && format.text !== AGREEMENT_FORMAT)
    refuse(
      top.source,
      format,
      'agreement/other-format',
      'the file is in a format that is not read here',
      `write format: ${AGREEMENT_FORMAT}`,
    );
  const title = written(top, 'title', true);
  const signedOn = written(top, 'signedOn', true);
  const fmvRange = readFmv(top);
  const allocationKey = readAllocation(top, 'allocationKey');
  const legal = readLegal(top);
  const fee = child(top, 'fee');
  const terms: AgreementTerms = {
    id: written(top, 'id')?.text ?? '',
    ...(title ? { title: title.text } : {}),
    practices: writtenList(top, 'practices').map((value) => value.text),
    mso: written(top, 'mso')?.text ?? '',
    ...(signedOn ? { signedOn: signedOn.text } : {}),
    effectiveFrom: written(top, 'effectiveFrom')?.text ?? '',
    termMonths: span(top, 'term', 'months') ?? 1,
    renewal: readRenewal(top),
    termination: readTermination(top),
    services: readWords(top, 'services', SERVICE_CODES, 'service') ?? [],
    fee: fee ? readFee(fee) : { year: 'contract', components: [] },
    billing: readBilling(top),
    ...(fmvRange ? { fmvRange } : {}),
    ...(allocationKey ? { allocationKey } : {}),
    ...(legal ? { legal } : {}),
  };
  close(top);
  return terms;
}

function readRenewal(top: Section): Renewal {
  const own = child(top, 'renewal', true);
  if (!own) return { kind: 'none' };
  const months = span(own, 'term', 'months') ?? 1;
  const noticeDays = span(own, 'notice', 'days') ?? 0;
  close(own);
  return { kind: 'automatic', months, noticeDays };
}

function readTermination(top: Section): Termination {
  const own = child(top, 'termination');
  const nobody: Termination = {
    cureDays: 0,
    withoutCause: { by: 'nobody', noticeDays: 0 },
    exitFee: { kind: 'none' },
  };
  if (!own) return nobody;
  const cureDays = span(own, 'cure', 'days') ?? 0;
  const free = child(own, 'withoutCause', true);
  const withoutCause = free
    ? {
        by: word(free, 'by', WITHOUT_CAUSE, 'party') ?? 'nobody',
        noticeDays: span(free, 'notice', 'days') ?? 0,
      }
    : nobody.withoutCause;
  if (free) close(free);
  const exitFee = readExitFee(own);
  close(own);
  return { cureDays, withoutCause, exitFee };
}

const MONTHS_OF_FEE = /^(\d{1,3}) months? of fee$/;

function readExitFee(section: Section): ExitFee {
  const value = written(section, 'exitFee', true);
  if (value === undefined || value.text === 'none') return { kind: 'none' };
  const months = MONTHS_OF_FEE.exec(value.text)?.[1];
  if (months !== undefined) return { kind: 'months-of-fee', months: Number(months) };
  const amount = moneyText(section.source, value, undefined, 2);
  return amount === undefined ? { kind: 'none' } : { kind: 'amount', amount };
}

function readBilling(top: Section): AgreementTerms['billing'] {
  const own = child(top, 'billing');
  if (!own) return { in: 'arrears', dueDays: 0 };
  const billing = {
    in: word(own, 'in', BILLING_IN, 'billing') ?? 'arrears',
    dueDays: whole(own, 'dueDays') ?? 0,
  };
  close(own);
  return billing;
}

function readFmv(top: Section): FmvRange | undefined {
  const own = child(top, 'fmvRange', true);
  if (!own) return undefined;
  const base = has(own, 'base') ? readBase(own) : undefined;
  const bound = (key: string): string =>
    (base ? rate(own, key) : money(own, key, { per: 'month' })) ?? '0';
  const opinionOn = written(own, 'opinionOn', true);
  const range = {
    low: bound('low'),
    high: bound('high'),
    ...(base ? { base } : {}),
    ...(opinionOn ? { opinionOn: opinionOn.text } : {}),
  };
  close(own);
  return range;
}

function readLegal(top: Section): LegalFacts | undefined {
  const own = child(top, 'legal', true);
  if (!own) return undefined;
  const controls = readWords(own, 'controls', CONTROL_CODES, 'control');
  const investor = has(own, 'msoControlledBy')
    ? word(own, 'msoControlledBy', INVESTOR_KINDS, 'investor')
    : undefined;
  const facts: Record<string, boolean> = {};
  for (const key of LEGAL_ANSWERS) {
    const answer = yesOrNo(own, key);
    if (answer !== undefined) facts[key] = answer;
  }
  close(own);
  return {
    ...(controls ? { controls } : {}),
    ...(investor ? { msoControlledBy: investor } : {}),
    ...facts,
  };
}

/** The yes-or-no facts of `legal`, in the order they are written. */
export const LEGAL_ANSWERS = [
  'licenseeControlsAccount',
  'federalProgramRevenue',
  'designatedHealthServices',
  'laboratoryServices',
] as const;
