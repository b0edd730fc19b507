import { formatCents } from '../../src/money.ts';

/*
 * Writes X12 texts for tests: 835 and 837P with right envelopes, control numbers and counts, and
 * with whatever is asked to be wrong. Amounts are cents when numbers, and verbatim when text.
 *
 *   x12Text(set835({ claims: [{ control: 'A1', charge: 20000, paid: 12000,
 *     lines: [{ code: '99213', charge: 20000, paid: 12000, cas: [['CO', ['45', 8000]]] }] }] }))
 */

export type Amount = number | string;
export type Segment = readonly (string | readonly string[])[];

/** Separators; `end` follows each terminator, e.g. a line end. */
export interface Style {
  readonly element?: string;
  readonly component?: string;
  readonly terminator?: string;
  readonly end?: string;
}

export interface TransactionSet {
  readonly kind: '835' | '837' | '999' | '277';
  readonly guide: string;
  readonly body: readonly Segment[];
  /** Overrides of SE01 and SE02. */
  readonly seCount?: number;
  readonly seControl?: string;
}

export interface EnvelopeOptions extends Style {
  /** ISA12; 00401 has no repetition separator. */
  readonly version?: string;
  readonly control?: string;
  readonly geCount?: number;
  readonly ieaCount?: number;
  /** Leave out ISA and IEA, or GS and GE too. */
  readonly bare?: 'no-isa' | 'no-envelope';
  /** Written instead of the fixed-width ISA06. */
  readonly sender?: string;
  /** GS04. */
  readonly groupDate?: string;
  readonly hasLastTerminator?: boolean;
}

export const amountText = (amount: Amount): string =>
  typeof amount === 'string' ? amount : formatCents(amount);
const centsOf = (amount: Amount): number =>
  typeof amount === 'number' ? amount : Math.round(Number(amount) * 100);

const CODES: Readonly<Record<string, string>> = {
  '835': 'HP',
  '837': 'HC',
  '999': 'FA',
  '277': 'HN',
};

/** The text of segments, with a style's separators. */
export function renderSegments(segments: readonly Segment[], style: Style = {}): string {
  const { element = '*', component = ':', terminator = '~', end = '\n' } = style;
  return segments
    .map((segment) => {
      const parts = segment.map((e) => (typeof e === 'string' ? e : e.join(component)));
      while (parts.length > 1 && parts.at(-1) === '') parts.pop();
      return parts.join(element) + terminator + end;
    })
    .join('');
}

/** One interchange with one group around the given transactions. */
export function x12Text(
  sets: TransactionSet | readonly TransactionSet[],
  options: EnvelopeOptions = {},
): string {
  const list = Array.isArray(sets) ? (sets as readonly TransactionSet[]) : [sets as TransactionSet];
  const { element = '*', component = ':', terminator = '~', end = '\n' } = options;
  const { version = '00501', control = '000000001', bare } = options;
  const kind = list[0]?.kind ?? '835';
  const guide = list[0]?.guide ?? '';
  const segments: Segment[] = [];
  list.forEach((set, i) => {
    const number = String(i + 1).padStart(4, '0');
    segments.push(['ST', set.kind, number, set.kind === '835' ? '' : set.guide]);
    for (const segment of set.body) segments.push(segment);
    segments.push(['SE', String(set.seCount ?? set.body.length + 2), set.seControl ?? number]);
  });
  const group = ['GS', CODES[kind] ?? '', 'SENDER', 'RECEIVER', options.groupDate ?? '20260105'];
  const inner: Segment[] =
    bare === 'no-envelope'
      ? segments
      : [
          [...group, '1200', '1', 'X', guide],
          ...segments,
          ['GE', String(options.geCount ?? list.length), '1'],
        ];
  const isa = [
    'ISA',
    '00',
    ' '.repeat(10),
    '00',
    ' '.repeat(10),
    'ZZ',
    options.sender ?? 'SENDER'.padEnd(15),
    'ZZ',
    'RECEIVER'.padEnd(15),
    '260105',
    '1200',
    version >= '00402' ? '^' : 'U',
    version,
    control,
    '0',
    'P',
    component,
  ].join(element);
  const iea: Segment = ['IEA', String(options.ieaCount ?? 1), control];
  const body = renderSegments(bare === undefined ? [...inner, iea] : inner, options);
  const text = bare === undefined ? isa + terminator + end + body : body;
  if (options.hasLastTerminator !== false) return text;
  return text.slice(0, text.lastIndexOf(terminator));
}

/** CAS: a group and up to six triplets of reason, amount and, rarely, quantity. */
export type Cas = readonly [group: string, ...triplets: (readonly [string, Amount, string?])[]];

export interface LineSpec {
  readonly code: string;
  readonly qualifier?: string;
  readonly mods?: readonly string[];
  readonly description?: string;
  readonly charge: Amount;
  readonly paid: Amount;
  readonly units?: string;
  readonly submittedCode?: string;
  readonly on?: string;
  readonly to?: string;
  readonly cas?: readonly Cas[];
  readonly control?: string;
  readonly allowed?: Amount;
  readonly remarks?: readonly string[];
}

export interface ClaimSpec {
  readonly control: string;
  readonly status?: string;
  readonly charge: Amount;
  readonly paid: Amount;
  /** CLP05; the sum of the PR adjustments when left out. */
  readonly patient?: Amount;
  readonly filing?: string;
  readonly payerControl?: string;
  readonly frequency?: string;
  readonly from?: string;
  readonly to?: string;
  readonly received?: string;
  readonly cas?: readonly Cas[];
  readonly remarks?: readonly string[];
  readonly interest?: Amount;
  readonly rendering?: string;
  readonly lines?: readonly LineSpec[];
  /** Segments right after CLP and its CAS. */
  readonly extra?: readonly Segment[];
  /** N1 segments in front of the claim: real files repeat them between claims. */
  readonly parties?: readonly Segment[];
}

export interface RemittanceSpec {
  /** BPR02; what claims and PLB add up to when left out. */
  readonly amount?: Amount;
  readonly handling?: string;
  readonly flag?: string;
  readonly method?: string;
  readonly effective?: string;
  readonly trace?: string;
  readonly originator?: string;
  readonly produced?: string;
  readonly currency?: string;
  readonly payerName?: string;
  readonly payerId?: string;
  readonly payerExtra?: readonly Segment[];
  readonly payeeName?: string;
  readonly payeeNpi?: string;
  readonly payeeTaxId?: string;
  readonly claims?: readonly ClaimSpec[];
  /** PLB pairs: code, reference, amount. */
  readonly plb?: readonly (readonly [code: string, reference: string, amount: Amount])[];
  readonly header?: readonly Segment[];
  /** Segments in front of SE. */
  readonly tail?: readonly Segment[];
}

const casSegments = (list: readonly Cas[] = []): Segment[] =>
  list.map(([group, ...triplets]) => [
    'CAS',
    group,
    ...triplets.flatMap(([reason, amount, quantity = '']) => [
      reason,
      amountText(amount),
      quantity,
    ]),
  ]);

const patientShare = (claim: ClaimSpec): number =>
  [...(claim.cas ?? []), ...(claim.lines ?? []).flatMap((line) => line.cas ?? [])]
    .filter(([group]) => group === 'PR')
    .flatMap(([, ...triplets]) => triplets)
    .reduce((sum, [, amount]) => sum + centsOf(amount), 0);

const lineSegments = (line: LineSpec): Segment[] => {
  const { qualifier = 'HC', mods = [], description } = line;
  const procedure = [qualifier, line.code, ...mods];
  if (description !== undefined) {
    while (procedure.length < 6) procedure.push('');
    procedure.push(description);
  }
  const submitted = line.submittedCode === undefined ? '' : ['HC', line.submittedCode];
  const money = [amountText(line.charge), amountText(line.paid)];
  const dates: Segment[] =
    line.to === undefined
      ? [['DTM', '472', line.on ?? '20260105']]
      : [
          ['DTM', '150', line.on ?? '20260105'],
          ['DTM', '151', line.to],
        ];
  const segments: Segment[] = [
    ['SVC', procedure, ...money, '', line.units ?? '1', submitted],
    ...dates,
    ...casSegments(line.cas),
  ];
  if (line.control !== undefined) segments.push(['REF', '6R', line.control]);
  if (line.allowed !== undefined) segments.push(['AMT', 'B6', amountText(line.allowed)]);
  for (const remark of line.remarks ?? []) segments.push(['LQ', 'HE', remark]);
  return segments;
};

const claimSegments = (claim: ClaimSpec): Segment[] => {
  const segments: Segment[] = [...(claim.parties ?? [])];
  segments.push([
    'CLP',
    claim.control,
    claim.status ?? '1',
    amountText(claim.charge),
    amountText(claim.paid),
    claim.status === '22' ? '' : amountText(claim.patient ?? patientShare(claim)),
    claim.filing ?? '12',
    claim.payerControl ?? `ICN${claim.control}`,
    '11',
    claim.frequency ?? '1',
  ]);
  segments.push(...casSegments(claim.cas), ...(claim.extra ?? []));
  if (claim.rendering !== undefined) {
    segments.push(['NM1', '82', '1', 'DOE', 'JAN', '', '', '', 'XX', claim.rendering]);
  }
  if (claim.remarks !== undefined) segments.push(['MOA', '', '', ...claim.remarks]);
  if (claim.from !== undefined) segments.push(['DTM', '232', claim.from]);
  if (claim.to !== undefined) segments.push(['DTM', '233', claim.to]);
  if (claim.received !== undefined) segments.push(['DTM', '050', claim.received]);
  if (claim.interest !== undefined) segments.push(['AMT', 'I', amountText(claim.interest)]);
  for (const line of claim.lines ?? []) segments.push(...lineSegments(line));
  return segments;
};

/** An 835 transaction. */
export function set835(spec: RemittanceSpec = {}): TransactionSet {
  const { claims = [], plb = [] } = spec;
  const due =
    claims.reduce((sum, claim) => sum + centsOf(claim.paid), 0) -
    plb.reduce((sum, [, , amount]) => sum + centsOf(amount), 0);
  const bank = [
    '01',
    '999999992',
    'DA',
    '123456',
    '1512345678',
    '',
    '01',
    '999988880',
    'DA',
    '98765',
  ];
  const npi = spec.payeeNpi ?? '1234567893';
  const body: Segment[] = [
    [
      'BPR',
      spec.handling ?? 'I',
      amountText(spec.amount ?? due),
      spec.flag ?? 'C',
      spec.method ?? 'ACH',
      'CCP',
      ...bank,
      spec.effective ?? '20260115',
    ],
    ['TRN', '1', spec.trace ?? 'EFT0001', spec.originator ?? '1512345678'],
  ];
  if (spec.currency !== undefined) body.push(['CUR', 'PR', spec.currency]);
  body.push(['DTM', '405', spec.produced ?? '20260113']);
  body.push(...(spec.header ?? []));
  const payerId = spec.payerId === '' ? [] : ['XV', spec.payerId ?? '98765'];
  body.push(['N1', 'PR', spec.payerName ?? 'EXAMPLE HEALTH PLAN', ...payerId]);
  body.push(...(spec.payerExtra ?? []));
  body.push(['N1', 'PE', spec.payeeName ?? 'EXAMPLE PRACTICE', 'XX', npi]);
  if (spec.payeeTaxId !== undefined) body.push(['REF', 'TJ', spec.payeeTaxId]);
  if (claims.length > 0) body.push(['LX', '1']);
  for (const claim of claims) body.push(...claimSegments(claim));
  for (let i = 0; i < plb.length; i += 6) {
    const pairs = plb
      .slice(i, i + 6)
      .flatMap(([code, reference, amount]) => [
        reference === '' ? code : [code, reference],
        amountText(amount),
      ]);
    body.push(['PLB', npi, '20261231', ...pairs]);
  }
  body.push(...(spec.tail ?? []));
  return { kind: '835', guide: '005010X221A1', body };
}

export interface BilledLineSpec {
  readonly code: string;
  readonly mods?: readonly string[];
  readonly charge: Amount;
  readonly units?: string;
  /** D8, or RD8 with a hyphen; the empty text leaves DTP*472 out. */
  readonly on?: string;
  readonly control?: string;
  readonly rendering?: string;
  readonly placeOfService?: string;
}

export interface BilledClaimSpec {
  readonly control: string;
  /** CLM02; the sum of the lines when left out. */
  readonly charge?: Amount;
  readonly placeOfService?: string;
  readonly frequency?: string;
  readonly original?: string;
  readonly rank?: string;
  readonly filing?: string;
  readonly member?: string;
  readonly memberName?: string;
  /** A dependant: relationship code and, rarely, an id of its own. */
  readonly dependant?: { readonly relationship: string; readonly id?: string };
  readonly payerId?: string;
  readonly payerName?: string;
  readonly rendering?: string;
  readonly medicalRecord?: string;
  readonly diagnoses?: readonly string[];
  readonly priorPaid?: Amount;
  readonly lines: readonly BilledLineSpec[];
  readonly extra?: readonly Segment[];
  readonly personal?: readonly Segment[];
}

export interface SubmissionSpec {
  /** BHT04; the empty text leaves it out. */
  readonly submitted?: string;
  readonly isEncounter?: boolean;
  readonly billingNpi?: string;
  readonly claims: readonly BilledClaimSpec[];
}

const billedLine = (line: BilledLineSpec, number: number): Segment[] => {
  const on = line.on ?? '20260105';
  const segments: Segment[] = [
    ['LX', String(number)],
    [
      'SV1',
      ['HC', line.code, ...(line.mods ?? [])],
      amountText(line.charge),
      'UN',
      line.units ?? '1',
      line.placeOfService ?? '',
      '',
      '1',
    ],
  ];
  if (on !== '') segments.push(['DTP', '472', on.includes('-') ? 'RD8' : 'D8', on]);
  if (line.control !== undefined) segments.push(['REF', '6R', line.control]);
  if (line.rendering !== undefined) {
    segments.push(['NM1', '82', '1', 'DOE', 'JAN', '', '', '', 'XX', line.rendering]);
  }
  return segments;
};

const billedClaim = (claim: BilledClaimSpec, level: number): Segment[] => {
  const { dependant, rank = 'P', lines } = claim;
  const total = lines.reduce((sum, line) => sum + centsOf(line.charge), 0);
  const member = ['MI', claim.member ?? `M${claim.control}`];
  const payer = claim.payerId === '' ? [] : ['PI', claim.payerId ?? '98765'];
  const payerName = claim.payerName ?? 'EXAMPLE HEALTH PLAN';
  const relation = dependant === undefined ? '18' : '';
  const segments: Segment[] = [
    ['HL', String(level), '1', '22', dependant === undefined ? '0' : '1'],
    ['SBR', rank, relation, '', '', '', '', '', '', claim.filing ?? 'CI'],
    ['NM1', 'IL', '1', claim.memberName ?? 'ROE', 'SAM', '', '', '', ...member],
    ...(claim.personal ?? []),
    ['NM1', 'PR', '2', payerName, '', '', '', '', ...payer],
  ];
  if (dependant !== undefined) {
    const own = dependant.id === undefined ? [] : ['MI', dependant.id];
    segments.push(['HL', String(level + 1), String(level), '23', '0']);
    segments.push(['PAT', dependant.relationship]);
    segments.push(['NM1', 'QC', '1', 'ROE', 'KIM', '', '', '', ...own]);
  }
  const place = [claim.placeOfService ?? '11', 'B', claim.frequency ?? '1'];
  segments.push(['CLM', claim.control, amountText(claim.charge ?? total), '', '', place, 'Y']);
  if (claim.original !== undefined) segments.push(['REF', 'F8', claim.original]);
  if (claim.medicalRecord !== undefined) segments.push(['REF', 'EA', claim.medicalRecord]);
  const dx = claim.diagnoses ?? ['L709'];
  segments.push(['HI', ...dx.map((code, i) => [i === 0 ? 'ABK' : 'ABF', code])]);
  segments.push(...(claim.extra ?? []));
  if (claim.rendering !== undefined) {
    segments.push(['NM1', '82', '1', 'DOE', 'JAN', '', '', '', 'XX', claim.rendering]);
  }
  if (claim.priorPaid !== undefined) {
    segments.push(['SBR', 'P', '18', '', '', '', '', '', '', 'MB']);
    segments.push(['AMT', 'D', amountText(claim.priorPaid)]);
    segments.push(['NM1', 'IL', '1', 'ROE', 'SAM', '', '', '', 'MI', 'OTHERMEMBER']);
    segments.push(['NM1', 'PR', '2', 'OTHER PLAN', '', '', '', '', 'PI', '11111']);
  }
  lines.forEach((line, i) => segments.push(...billedLine(line, i + 1)));
  return segments;
};

/** An 837P transaction: one billing provider, one subscriber level per claim. */
export function set837p(spec: SubmissionSpec): TransactionSet {
  const submitted = spec.submitted ?? '20260106';
  const kind = spec.isEncounter === true ? 'RP' : 'CH';
  const npi = spec.billingNpi ?? '1234567893';
  const body: Segment[] = [
    ['BHT', '0019', '00', 'BATCH1', submitted, '1200', kind],
    ['NM1', '41', '2', 'EXAMPLE PRACTICE', '', '', '', '', '46', 'SUB1'],
    ['NM1', '40', '2', 'EXAMPLE CLEARINGHOUSE', '', '', '', '', '46', 'REC1'],
    ['HL', '1', '', '20', '1'],
    ['NM1', '85', '2', 'EXAMPLE PRACTICE', '', '', '', '', 'XX', npi],
  ];
  let level = 2;
  for (const claim of spec.claims) {
    body.push(...billedClaim(claim, level));
    level += claim.dependant === undefined ? 1 : 2;
  }
  return { kind: '837', guide: '005010X222A1', body };
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
