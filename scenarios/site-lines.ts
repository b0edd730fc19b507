import { packed } from './kinds.ts';
import type { ServicePlan, SitePlan } from './plan.ts';

/** A service line of a site with the codes of its rows. */
export interface CompiledLine {
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
  readonly isRent: boolean;
}

/** A service with the code of its bill. */
export interface CompiledService extends ServicePlan {
  readonly code: number;
}

/** Lines whose tickets are large enough that patients finance them. */
const FINANCED_LINES: ReadonlySet<string> = new Set(['filler', 'laser', 'body']);

export function compileLines({ lines }: SitePlan): readonly CompiledLine[] {
  return lines.map(({ line, share, productCost }) => {
    const code = (tender: string): number =>
      packed('PointOfSaleCompleted', { tender, serviceLine: line });
    return {
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
    isRent: category === 'rent',
  }));
}

export function compileServices({ services }: SitePlan): readonly CompiledService[] {
  return services.map((service) => ({ ...service, code: billCode(service.service) }));
}

const billCode = (category: string): number => packed('VendorBillRecorded', { category });
