/** What is known of one month when what was paid over its due is looked for; cents. */
export interface PaidMonth {
  /** Index from the context's first month; those beyond the cut owe nothing yet. */
  readonly month: number;
  readonly payableCents: number;
  /** Null while no invoice has come. */
  readonly invoicedCents: number | null;
  readonly paidCents: number;
}

/** Paid over due, by month, and what later invoices set off; cents. */
export interface Overpayments {
  readonly byMonth: ReadonlyMap<number, number>;
  /** Above zero where a month was paid by an older surplus, below zero where the surplus was. */
  readonly setOffByMonth: ReadonlyMap<number, number>;
}

/**
 * What was paid over the fee due, month by month: it stays an asset of its own until it is paid
 * back, or until the MSO's invoice for a later month asks for less than is due (ASC 210-20-45: to
 * set off takes a right and the intention). The oldest surplus is set off first.
 */
export function overpaymentsOf(months: readonly PaidMonth[]): Overpayments {
  const inOrder = months.toSorted((a, b) => a.month - b.month);
  const byMonth = new Map<number, number>();
  const setOffByMonth = new Map<number, number>();
  const bump = (map: Map<number, number>, month: number, cents: number): void => {
    map.set(month, (map.get(month) ?? 0) + cents);
  };
  for (const { month, payableCents, invoicedCents, paidCents } of inOrder) {
    const surplus = paidCents - Math.max(0, payableCents);
    if (surplus > 0) bump(byMonth, month, surplus);
    if (invoicedCents === null) continue;
    let room = payableCents - Math.max(invoicedCents, paidCents, 0);
    for (const [earlier, left] of byMonth) {
      const cents = Math.min(room, left);
      if (earlier >= month || cents <= 0) continue;
      bump(byMonth, earlier, -cents);
      bump(setOffByMonth, earlier, -cents);
      bump(setOffByMonth, month, cents);
      room -= cents;
    }
  }
  return { byMonth: new Map([...byMonth].filter(([, cents]) => cents > 0)), setOffByMonth };
}
