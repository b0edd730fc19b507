import { levels, LEVEL_SLOTS } from '../../projections/levels.ts';
import type { LevelSlot } from '../../projections/levels.ts';
import type { View } from '../cli/view.ts';
import { entitiesIn } from '../explain/scope.ts';
import type { Row, Table } from './document.ts';
import { roundDollars } from './numbers.ts';

/** Costs as they are booked to a site, whenever they are paid. */
const COSTS: readonly { readonly label: string; readonly slots: readonly LevelSlot[] }[] = [
  {
    label: 'Wages and employer taxes',
    slots: [...LEVEL_SLOTS.filter((slot) => slot.startsWith('wages/')), 'employer-taxes'],
  },
  { label: 'Bills', slots: LEVEL_SLOTS.filter((slot) => slot.startsWith('cost/')) },
  { label: 'Product used', slots: ['product-used', 'retail-used'] },
  { label: 'Card and financing fees', slots: ['card-fee', 'partner-discount'] },
];

/** What a site has of its own. */
export interface SiteCosts {
  readonly entity: string;
  readonly receiptsCents: number;
  readonly paymentsCents: number;
  readonly costsCents: number;
  readonly table: Table;
}

/** Receipts and costs recorded to a site, up to the cut. */
export function siteCostTable(
  view: View,
  site: string,
  cash: { readonly receipts: number; readonly payments: number },
): SiteCosts {
  const [entity = ''] = entitiesIn(view.context, { site });
  const recorded = view.figures(levels);
  const last = recorded.monthCount - 1;
  const costs = COSTS.map(({ label, slots }) => ({
    label,
    cents: slots.reduce((all, slot) => all + recorded.sum(slot, { entity, site }, 0, last), 0),
  }));
  const costsCents = costs.reduce((all, { cents }) => all + cents, 0);
  const rows: Row[] = [
    { cells: ['Receipts', 'cash', cash.receipts] },
    { cells: ['Payments', 'cash', cash.payments] },
    ...costs.map(({ label, cents }): Row => ({ cells: [label, 'booked, paid or not', cents] })),
    { kind: 'total', cells: ['Costs booked to it', '', costsCents] },
  ];
  return {
    entity,
    receiptsCents: cash.receipts,
    paymentsCents: cash.payments,
    costsCents,
    table: {
      name: 'site',
      title: `What the book records for ${site} itself, dollars`,
      columns: [
        { key: 'what', label: 'What', unit: 'text' },
        { key: 'counted', label: 'Counted as', unit: 'text' },
        { key: 'amount', label: 'Amount', unit: 'cents' },
      ],
      rows,
      notes: [
        `Kept for ${entity} only: the bank balance, the management fee, and whatever was paid or ` +
          'billed without naming a site.',
      ],
    },
  };
}

/** The result in a sentence, with what it is not. */
export function siteTitle(site: string, months: readonly string[], own: SiteCosts): string {
  const { entity, receiptsCents, paymentsCents, costsCents } = own;
  const paid = paymentsCents === 0 ? 'no payment' : `payments of ${roundDollars(paymentsCents)}`;
  const booked = costsCents === 0 ? 'no cost' : `costs of ${roundDollars(costsCents)}`;
  return (
    `${site} took in ${roundDollars(receiptsCents)} from ${months[0] ?? ''} to ` +
    `${months.at(-1) ?? ''}; ${paid} and ${booked} are recorded to it, the rest and the bank ` +
    `balance only for ${entity}, so this is no net result of the site`
  );
}
