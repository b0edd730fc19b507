import { agreementText } from '../../src/agreement/agreement-text.ts';
import type { StateFinding } from '../../src/agreement/state-rules.ts';
import type { AgreementResult, AgreementShown } from '../commands/agreement.ts';
import type { Termination } from '../commands/terminate-agreement.ts';
import type { Report, Table } from './document.ts';
import { counted } from './words.ts';

const DONE = {
  signed: 'is signed',
  amended: 'is amended',
  'already-signed': 'was signed before with the same terms: nothing was recorded',
} as const;

/** What signing or amending came to. */
export function agreementReport({ status, id, findings }: AgreementResult): Report {
  return {
    schema: 'feeworth.agreement/1',
    title: `Agreement ${id} ${DONE[status]}; ${counted(findings.length, 'state rule')} to read`,
    tables: findings.length === 0 ? [] : [findingTable(findings)],
    notes: ['Rules of states are shown, never a verdict; none of this is legal advice.'],
    data: { status, id, findings },
  };
}

const ENDED = {
  terminated: 'ends',
  moved: 'now ends',
  'already-terminated': 'was ended before: nothing was recorded; it ends',
} as const;

/** What ending an agreement came to. */
export function terminationReport({ status, id, lastOn, before }: Termination): Report {
  const instead = status === 'moved' && before !== null ? `, not on ${before}` : '';
  return {
    schema: 'feeworth.termination/1',
    title: `Agreement ${id} ${ENDED[status]} on ${lastOn}${instead}`,
    tables: [],
    notes: ['No fee is due for days behind it; what its terms say of leaving stands in them.'],
    data: { status, id, lastOn, before },
  };
}

/** Agreements with their terms in force and what state rules say of them. */
export function agreementsReport(shown: readonly AgreementShown[]): Report {
  return {
    schema: 'feeworth.agreements/1',
    title: `The book has ${counted(shown.length, 'agreement')}`,
    tables: [
      {
        name: 'agreements',
        title: 'Agreements',
        columns: [
          { key: 'id', label: 'Agreement', unit: 'text' },
          { key: 'practice', label: 'Practice', unit: 'text' },
          { key: 'mso', label: 'MSO', unit: 'text' },
          { key: 'from', label: 'In force from', unit: 'text' },
          { key: 'lastOn', label: 'Last day', unit: 'text' },
          { key: 'amendments', label: 'Amendments', unit: 'count' },
        ],
        rows: shown.map((a) => {
          const from = a.terms?.effectiveFrom ?? 'not in force';
          return { cells: [a.id, a.practice, a.mso, from, a.endsOn ?? 'not ended', a.amendments] };
        }),
      },
      ...shown.flatMap((a) => (a.terms === null ? [] : [termsTable(a.id, agreementText(a.terms))])),
      ...shown.flatMap((a) => (a.findings.length === 0 ? [] : [findingTable(a.findings, a.id)])),
    ],
    notes: ['Rules of states are shown, never a verdict; none of this is legal advice.'],
    data: { agreements: shown },
  };
}

function termsTable(id: string, text: string): Table {
  return {
    name: `terms-${id}`,
    title: `Terms of ${id}, as its file says them`,
    columns: [{ key: 'line', label: 'Terms', unit: 'text' }],
    rows: text
      .trimEnd()
      .split('\n')
      .map((line) => ({ cells: [line] })),
  };
}

function findingTable(findings: readonly StateFinding[], id = ''): Table {
  return {
    name: id === '' ? 'findings' : `findings-${id}`,
    title: id === '' ? 'What state rules say of it' : `What state rules say of ${id}`,
    columns: [
      { key: 'state', label: 'State', unit: 'text' },
      { key: 'severity', label: 'Severity', unit: 'text' },
      { key: 'rule', label: 'Rule', unit: 'text' },
      { key: 'words', label: 'What it says', unit: 'text' },
      { key: 'authority', label: 'Authority', unit: 'text' },
    ],
    rows: findings.map((f) => ({ cells: [f.state, f.severity, f.ruleId, f.words, f.authority] })),
  };
}
