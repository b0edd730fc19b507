import { packed } from './kinds.ts';
import type { LeverTarget, PayerPlan, ServiceLine, SitePlan } from './plan.ts';

/** A service line of a site with the codes of its rows. */
export interface CompiledLine {
  readonly line: ServiceLine;
  readonly share: number;
  readonly productCost: number;
  readonly isRetail: boolean;
  readonly isFinanced: boolean;
  readonly byCard: number;
  readonly byCash: number;
  readonly byPartner: number;
}

/** How what is sold is paid for. */
export interface CompiledTenders {
  /** Share of a financed line's revenue that a financing partner pays. */
  readonly financed: number;
  /** Part of the rest, of any line, that is paid by card. */
  readonly byCard: number;
}

/** A bill of every month with the code of its row. */
export interface CompiledBill {
  readonly code: number;
  readonly monthlyCents: number;
  /** The lever that moves it. */
  readonly target: CostTarget;
}

type CostTarget = LeverTarget & ('rent' | 'marketing' | 'other-costs');

/** A service with the code of its bill. */
export interface CompiledService {
  readonly code: number;
  readonly standAloneMonthlyCents: number;
  /** Whether the manager's share is removed from it, or that of all the others. */
  readonly isManager: boolean;
  readonly scale: number;
  /** First day on which a share of it is removed; 0 from the start. */
  readonly from: number;
  readonly target: CostTarget;
}

/** Lines whose tickets are large enough that patients finance them. */
const FINANCED_LINES: ReadonlySet<string> = new Set(['filler', 'laser', 'body']);

export function compileLines({ lines }: SitePlan): readonly CompiledLine[] {
  return lines.map(({ line, share, productCost }) => {
    const code = (tender: string): number =>
      packed('PointOfSaleCompleted', { tender, serviceLine: line });
    return {
      line,
      share,
      productCost,
      isRetail: line === 'retail',
      isFinanced: FINANCED_LINES.has(line),
      byCard: code('card'),
      byCash: code('cash'),
      byPartner: code('financing'),
    };
  });
}

/** Financed lines bear the site's whole share of financing. */
export function compileTenders({ lines, tenders }: SitePlan): CompiledTenders {
  let share = 0;
  for (const l of lines) if (FINANCED_LINES.has(l.line)) share += l.share;
  const own = tenders.card + tenders.cash;
  return {
    financed: share > 0 ? Math.min(1, tenders.financing / share) : 0,
    byCard: own > 0 ? tenders.card / own : 1,
  };
}

export function compileBills({ costs }: SitePlan): readonly CompiledBill[] {
  return costs.map(({ category, monthlyCents }) => ({
    code: billCode(category),
    monthlyCents,
    target: costTarget(category),
  }));
}

export function compileServices({ services }: SitePlan): readonly CompiledService[] {
  return services.map(({ service, standAloneMonthlyCents, removedBy, scale = 1, from = 0 }) => ({
    code: billCode(service),
    standAloneMonthlyCents,
    isManager: removedBy === 'removed.manager',
    scale,
    from,
    target: costTarget(service),
  }));
}

/** Advertising and the marketing service are what marketing costs. */
function costTarget(category: string): CostTarget {
  if (category === 'rent') return category;
  return category === 'advertising' || category === 'marketing' ? 'marketing' : 'other-costs';
}

const billCode = (category: string): number => packed('VendorBillRecorded', { category });

/** Codes of the rows that claims of a payer have. */
export interface PayerCodes {
  readonly charge: number;
  readonly submitted: number;
  readonly paid: number;
  readonly denied: number;
}

export function payerCodes({ payerClass }: PayerPlan): PayerCodes {
  return {
    charge: packed('ChargePosted', { payerClass, serviceLine: 'medical' }),
    submitted: packed('ClaimSubmitted', { payerClass, frequency: 'original', rank: 'primary' }),
    paid: packed('ClaimAdjudicated', { rank: 'primary', outcome: 'paid', payerClass }),
    denied: packed('ClaimAdjudicated', { rank: 'primary', outcome: 'denied', payerClass }),
  };
}
