import type { Claim } from '../../projections/revenue-cycle/claim.ts';
import { owedByPatient } from '../../projections/revenue-cycle/patient-payments.ts';
import { revenueCycle } from '../../projections/revenue-cycle.ts';
import { kindOf } from '../../src/batch/layout.ts';
import { monthOf } from '../../src/calendar.ts';
import type { View } from '../cli/view.ts';
import { claimChanges, claimsOf, cycleNear, paidWithoutClaim } from './claim-changes.ts';
import { groupOf } from './claims.ts';
import { explainSum } from './explain-sum.ts';
import type { RuleExplanation, SumExplanation } from './explanation.ts';
import type { FigureKind } from './figure.ts';
import { entityIds } from './scope.ts';
import { partsOf } from './parts.ts';

/**
 * Payments that name no claim are laid on the oldest patient shares of their entity: what those
 * shares are, claim by claim, less what no payment reached yet, and the payments in full.
 */
export async function explainLaid(
  view: View,
  { from, to }: { readonly from: number; readonly to: number },
  about: { readonly figure: string; readonly group: string | undefined; readonly words: string },
): Promise<RuleExplanation> {
  const { group, words } = about;
  const cycle = cycleNear(view, { from, to }, true);
  const value = cycle.measures.sum(groupOf(cycle, group), 'patientLaidCents', from, to);
  const figure = `${about.figure} · ${words}`;
  const entities = entityIds(view.context).filter((id) => group === undefined || id === group);
  const shares = await sharesOf(view, { from, to }, { figure, entities });
  return {
    kind: 'rule',
    figure,
    label: words,
    unit: 'cents',
    value,
    definition:
      'Patient payments without a claim, laid on the oldest patient shares of their entity: first ' +
      'what the book began with, then by month of service.',
    formula: 'patient shares still owed of services of the months − what no payment reached yet',
    steps: [
      { words: 'patient shares still owed, claim by claim', amount: shares.value ?? 0 },
      { words: 'less what no payment reached yet', amount: value - (shares.value ?? 0) },
    ],
    from: [shares, await paymentsOf(view, { from, to }, { figure, entities })],
  };
}

interface Laid {
  readonly figure: string;
  readonly entities: readonly string[];
}

async function sharesOf(
  view: View,
  { from, to }: { readonly from: number; readonly to: number },
  { figure, entities }: Laid,
): Promise<SumExplanation> {
  const cycle = cycleNear(view, { from, to }, true);
  const { firstMonth } = cycle.state;
  const amountOf = (claim: Claim): number => {
    if (claim.isOpening || claim.servedOn === null) return 0;
    const month = monthOf(claim.servedOn) - firstMonth;
    return month < from || month > to ? 0 : owedByPatient(claim);
  };
  const counted = entities
    .flatMap((id) => claimsOf(view, groupOf(cycle, id), cycle))
    .filter((claim) => amountOf(claim) !== 0);
  const subjects = new Set(counted.map(({ subject }) => subject));
  return {
    kind: 'sum',
    figure: `${figure} · shares`,
    label: 'Patient shares still owed',
    unit: 'cents',
    value: counted.reduce((sum, claim) => sum + amountOf(claim), 0),
    definition: 'Patient shares of adjudicated claims less what patients paid by claim.',
    ...(await partsOf(view, claimChanges(view, cycle, subjects, amountOf))),
  };
}

async function paymentsOf(
  view: View,
  months: { readonly from: number; readonly to: number },
  { figure, entities }: Laid,
): Promise<SumExplanation> {
  const { names } = view.context;
  const numbers = entities.map((id) => names.numberOf('entity', id));
  const read = ({ unnamed }: { readonly unnamed: Float64Array }): number =>
    numbers.reduce((sum, entity) => sum + (unnamed[entity] ?? 0), 0);
  const explained = await explainSum(
    view,
    PAYMENTS,
    {},
    {
      value: read({ unnamed: paidWithoutClaim(view, months) }),
      projection: revenueCycle,
      read,
      kinds: UNNAMED,
    },
  );
  return { ...explained, figure: `${figure} · payments in full` };
}

// Only these can be payments without a claim.
const UNNAMED = new Uint8Array(256);
UNNAMED[kindOf('PatientPaymentReceived')] = 1;

const PAYMENTS: FigureKind = {
  name: 'payments-without-a-claim',
  label: 'Patient payments that name no claim',
  unit: 'cents',
  nature: 'sum',
  definition: 'All of them up to the cut; what is left over is paid in advance.',
  keys: [],
};
