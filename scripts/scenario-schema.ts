import { z } from 'zod';
import { COST_CATEGORIES, SERVICE_LINES, SERVICES } from '../src/events/shared.ts';
import { SERVICE_CODES } from '../src/agreement/services.ts';
import { BILLING_IN } from '../src/agreement/terms.ts';
import { DEFAULTS_KINDS } from '../scenarios/defaults.ts';
import { PARAMETERS, PARAMETER_IDS } from '../scenarios/effects.ts';
import type { ParameterId } from '../scenarios/effects.ts';
import { GRADES, PARAMETER_UNITS } from '../scenarios/file/read-parameters.ts';
import { SCENARIO_SCHEMA } from '../scenarios/file/scenario.ts';
import { UNIT_PATTERNS } from '../scenarios/file/units.ts';
import { isLogParameter, LOG_PARAMETERS } from '../scenarios/log-parameters.ts';
import { LEVER_TARGETS } from '../scenarios/plan.ts';

// What an editor needs to complete and check a scenario file: keys, words and the form of numbers
// with units. What only the whole can tell (sums, dates, what a book holds) is for `scenario check`.

const text = (of: keyof typeof UNIT_PATTERNS, example: string) =>
  z.string().regex(UNIT_PATTERNS[of]).describe(`Such as ${example}.`);
const share = text('share', '8%');
const money = text('money', '85,000 USD');
const monthlyMoney = text('money', '38000 USD/month');
const span = text('span', '12 months');
const month = z
  .string()
  .regex(/^\d{4}-(?:0[1-9]|1[0-2])(?:-01)?$/)
  .describe('A month, such as 2027-01.');
const plain = z.number();
const whole = z.int().min(0);
const grade = z.enum(GRADES).describe('Where the figure comes from; see docs/sources.md.');
const source = z.string().describe('Who says so, or where it stands.');

const provenance = { grade, source: source.optional() };

const DRAWS = new Map<string, z.ZodType>();

/** What a parameter may be; those of one unit are written once. */
function draw(id: ParameterId): z.ZodType {
  const { name } = PARAMETER_UNITS[id];
  const known = DRAWS.get(name) ?? drawOf(name);
  DRAWS.set(name, known);
  return known.describe(PARAMETERS[id]);
}

/** A value, a triangle, or a named distribution. */
function drawOf(name: string): z.ZodType {
  const value = name === 'share a year' ? text('yearly', '2%/yr') : valueOf(name);
  const of = (dist: string, keys: Record<string, z.ZodType>) =>
    z.strictObject({ dist: z.literal(dist), ...keys, ...provenance });
  return z.union([
    z.strictObject({ value, dist: z.literal('point').optional(), ...provenance }),
    z.strictObject({ low: value, central: value, high: value, ...provenance }),
    z.strictObject({
      dist: z.literal('triangular').optional(),
      min: value,
      mode: value,
      max: value,
      ...provenance,
    }),
    of('pert', { min: value, mode: value, max: value }),
    of('uniform', { min: value, max: value }),
    of('normal', { mean: value, sd: value }),
    of('lognormal', { median: value, gsd: plain }),
    of('lognormal', { p5: value, p95: value }),
    of('beta', { alpha: plain, beta: plain }),
    of('quantiles', {
      at: z.array(plain).describe('Probabilities, rising: [0.05, 0.5, 0.95].'),
      values: z.array(value).describe('The quantile at each of them.'),
    }),
  ]);
}

function valueOf(unit: string): z.ZodType {
  if (unit === 'share') return share;
  if (unit === 'points') return z.union([text('points', '2 points'), share]);
  return plain;
}

const named = (value: z.ZodType) => z.record(z.string(), value);
const siteNames = z.union([z.string(), z.array(z.string())]).describe('Sites; all when left out.');

const fromLog = z
  .strictObject({ from: z.literal('log') })
  .describe('Drawn from what the log of the book leaves open.');

const parameters = z.strictObject(
  Object.fromEntries(
    PARAMETER_IDS.map((id) => {
      const own = draw(id);
      return [id, (isLogParameter(id) ? z.union([own, fromLog]) : own).optional()];
    }),
  ),
);

const history = z
  .strictObject({
    drawn: z.array(z.enum(LOG_PARAMETERS)),
    held: z.partialRecord(z.enum(LOG_PARAMETERS), z.string()).optional(),
    conflicts: z.array(z.string()).optional(),
    detectable: share.optional(),
    before: span.optional(),
    after: span.optional(),
    change: z.enum(['joining', 'supposed']).optional(),
  })
  .describe('Written by Feeworth into the scenario of a run that drew from the log.');

const services = z.partialRecord(
  z.enum(SERVICES),
  z.strictObject({
    standAlone: monthlyMoney.optional(),
    removed: share.optional(),
    removedBy: z.enum(['removed.manager', 'removed.overhead']).optional(),
    from: month.optional(),
    ...provenance,
  }),
);

const changeCost = z.union([
  money,
  z
    .string()
    .regex(/^\d{1,3} months? of fee$/)
    .describe('Such as 6 months of fee.'),
]);

const change = {
  effective: z.union([z.literal('start'), month]).optional(),
  ramp: span.optional(),
  dip: span.optional(),
};

const regimes = z.strictObject({
  independent: z.strictObject({ ...change, exit: changeCost.optional() }),
  withMso: z.strictObject({
    ...change,
    joining: changeCost.optional(),
    leaves: z
      .union([month, z.string().regex(/^after \d{1,3} months?$/)])
      .describe('When an MSO that is joined is left again: a month, or after 18 months.')
      .optional(),
    fade: span.optional(),
    exit: changeCost.optional(),
    costToServe: share.optional(),
    agreement: z.literal('of the book').optional(),
    msa: z
      .strictObject({
        services: z.array(z.enum(SERVICE_CODES)).optional(),
        fee: z.unknown().describe('The fee by the grammar of agreement files.'),
        billing: z
          .strictObject({ in: z.enum(BILLING_IN).optional(), dueDays: whole.optional() })
          .optional(),
      })
      .optional(),
  }),
});

const lever = z.strictObject({
  on: z.enum(LEVER_TARGETS),
  line: z.enum(SERVICE_LINES).optional(),
  by: share.optional().describe('Relative change at full strength.'),
  shift: plain.optional().describe('Shift of the log odds; of retention.'),
  from: z.union([z.literal('start'), month]).optional(),
  lag: span.optional(),
  ramp: span.optional(),
  until: month.optional(),
  arm: z.enum(['both', 'independent', 'withMso']).optional(),
  sites: siteNames.optional(),
});

const hazard = z.strictObject({
  chance: text('yearly', '2%/yr'),
  loss: z.strictObject({ low: money, central: money, high: money }),
  sites: siteNames.optional(),
  ...provenance,
});

const opening = z.strictObject({
  like: z.string().describe('The site whose levels it takes.'),
  opens: month,
  size: share.optional(),
  practice: z.string().optional(),
  ramp: span.optional(),
  lead: span.optional(),
  cost: money.optional(),
});

const ofSites = { sites: siteNames.optional(), ...provenance };

const membership = z.strictObject({
  members: whole.describe('Before the first month, at each site.'),
  joins: text('count', '8 /month'),
  fee: monthlyMoney,
  leave: text('monthly', '4%/month').optional().describe('Of new members, such as 4%/month.'),
  spread: plain.optional().describe('How much members differ: 1 / (alpha + beta).'),
  alpha: plain.optional(),
  beta: plain.optional(),
  since: span.optional().describe('How long it has been sold: as old as members may be.'),
  unused: share.optional().describe('Of the fee: care that members never have.'),
  banked: share.optional().describe('Of the fee: kept as credits for later months.'),
  delay: span.optional().describe('Mean months until banked credits are used.'),
  ...ofSites,
});

const giftCard = z.strictObject({
  sold: monthlyMoney.describe('In an average month, such as 3000 USD/month.'),
  season: z.array(plain).length(12).optional(),
  delay: span.describe('Mean months from sale to use.'),
  unused: share.optional().describe('Never used: breakage, or the state’s.'),
  escheat: span.optional().describe('After how long what is left goes to the state.'),
  owed: money.optional().describe('At the start; a part of the prepaid balance of a book.'),
  ...ofSites,
});

const packages = z.strictObject({
  share: share.optional().describe('Of self-pay revenue; the whole prepaid share when left out.'),
  delay: span.describe('Mean months from sale to use.'),
  unused: share.optional().describe('Never used: breakage.'),
  ...ofSites,
});

const equipment = z.strictObject({
  site: z.string(),
  bought: month,
  price: money,
  financed: share.optional().describe('Paid by a loan.'),
  rate: text('yearly', '9%/yr effective').optional(),
  term: span.optional(),
  life: span.describe('Written off in a straight line over it.'),
  salvage: money.optional().describe('What it is worth after its life.'),
  ...provenance,
});

const payer = z.strictObject({
  class: z.enum(['commercial', 'medicare', 'medicaid', 'workers-comp', 'other']),
  claims: text('count', '40 /month'),
  charge: text('money', '620 USD/claim'),
  contractual: share,
  patientShare: share,
  patientCollected: share,
  denialRate: share,
  overturned: share,
  submit: span,
  pay: span,
  rework: span,
});

const site = z.strictObject({
  practice: z.string(),
  visits: text('count', '170 /month'),
  ticket: text('money', '490 USD/visit'),
  season: z.array(plain).length(12).optional(),
  lines: z.partialRecord(z.enum(SERVICE_LINES), z.strictObject({ share, productCost: share })),
  prepaid: share,
  tenders: z.strictObject({
    card: share.optional(),
    financing: share.optional(),
    cash: share.optional(),
  }),
  cardFee: share,
  financingFee: share,
  retailTax: share,
  payers: named(payer).optional(),
  providerPay: share,
  providerBase: monthlyMoney.optional(),
  providerThreshold: monthlyMoney.optional(),
  staff: monthlyMoney,
  employerTax: share,
  retention: text('monthly', '97%/month').optional(),
  noShows: z.strictObject({ rate: share, refilled: share }).optional(),
  capacity: text('count', '260 /month').optional(),
  costs: z.partialRecord(z.enum(COST_CATEGORIES), monthlyMoney),
  cash: money.optional(),
});

/** Every key of a scenario file. */
export const SCENARIO = z.strictObject({
  schema: z.literal(SCENARIO_SCHEMA),
  id: z.string(),
  title: z.string().optional(),
  extends: z.string().optional().describe('A file, or a shipped scenario by its name.'),
  set: named(z.unknown()).optional().describe('Dotted paths and what they are set to.'),
  unset: z.array(z.string()).optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  seed: z.union([z.string(), whole]).optional(),
  timeline: z
    .strictObject({
      start: z.union([z.literal('after the book'), month]),
      months: z.int().min(1).max(240),
    })
    .optional(),
  valuation: z
    .strictObject({
      asOf: z.string().optional(),
      discount: text('yearly', '12.5%/yr effective'),
    })
    .optional(),
  levels: z
    .union([
      z.enum(['recorded', 'inline']),
      z.strictObject({ defaults: z.enum(DEFAULTS_KINDS) }),
      fromLog,
    ])
    .optional(),
  mso: z.string().optional(),
  sites: named(site).optional(),
  parameters: parameters.optional(),
  history: history.optional(),
  correlations: z
    .array(z.tuple([z.enum(PARAMETER_IDS), z.enum(PARAMETER_IDS), plain]))
    .optional()
    .describe('[parameter, parameter, Spearman’s rho].'),
  services: services.optional(),
  levers: named(lever).optional(),
  hazards: named(hazard).optional(),
  openings: named(opening).optional(),
  memberships: named(membership).optional(),
  giftCards: named(giftCard).optional(),
  packages: named(packages).optional(),
  equipment: named(equipment).optional(),
  incomeTax: z
    .strictObject({
      rate: share,
      losses: money.optional().describe('Of earlier years, each practice’s own.'),
      lossLimit: share.optional().describe('Of a year’s income, that they may be set against.'),
      practices: z.array(z.string()).optional().describe('All when left out.'),
      ...provenance,
    })
    .optional(),
  regimes: regimes.optional(),
  noise: z
    .strictObject({
      group: share.optional(),
      site: share.optional(),
      payerLag: share.optional(),
    })
    .optional(),
  credit: z
    .strictObject({
      floor: money.optional(),
      limit: money,
      rate: text('yearly', '9%/yr effective'),
    })
    .optional(),
  run: z
    .strictObject({
      paths: whole.optional(),
      bridgePaths: whole.optional(),
      sidePaths: whole.optional(),
      eventNoise: z.enum(['on', 'off']).optional(),
      sampler: z.enum(['random', 'sobol']).optional(),
      luck: z.enum(['own', 'mirrored']).optional(),
      replicates: whole.optional(),
    })
    .optional(),
  asserts: z
    .array(z.string())
    .optional()
    .describe('What the answer must hold to: "npv >= 0 USD", "p-better > 25%".'),
  compare: z
    .strictObject({
      baseline: z.literal('independent').optional(),
      treatment: z.literal('withMso').optional(),
    })
    .optional(),
});

/** The text of docs/scenario.schema.json. */
export function scenarioSchema(): string {
  const schema = z.toJSONSchema(SCENARIO, { target: 'draft-7', reused: 'ref', io: 'input' });
  const head = { $comment: 'Generated by scripts/scenario-schema.ts. Do not edit.', ...schema };
  return `${JSON.stringify(head, null, 2)}\n`;
}
