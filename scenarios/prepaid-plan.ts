/** How long members stay: Fader and Hardie's shifted beta-geometric, months as periods. */
export interface StayPlan {
  /** Share of new members that leaves after the first month: α / (α + β). */
  readonly leave: number;
  /** How much people differ: 1 / (α + β); 0 where everybody leaves at the same rate. */
  readonly spread: number;
}

/** A membership of a site: members pay a fee a month and have care for it. */
export interface MembershipPlan {
  readonly id: string;
  /** Members before the site's first month, of mixed ages. */
  readonly members: number;
  /** Joins of an average month; they follow the site's visits. */
  readonly joinsMonthly: number;
  readonly feeCents: number;
  readonly stay: StayPlan;
  /** Months the membership has been sold: as old as the oldest members are. */
  readonly sinceMonths: number;
  /** Share of the fee that members never have care for. */
  readonly unused: number;
  /** Share of the fee kept as credits for later months, and their mean months until then. */
  readonly banked: { readonly share: number; readonly delayMonths: number };
}

/** Gift cards of a site. */
export interface GiftCardPlan {
  readonly id: string;
  /** Sold in an average month; sales follow the site's visits. */
  readonly soldMonthlyCents: number;
  /** Twelve factors of sales, January first; null: the site's own season. */
  readonly season: readonly number[] | null;
  /** Mean months from sale to use. */
  readonly delayMonths: number;
  /** Share of what is sold that is never used. */
  readonly unused: number;
  /** Months after which what is left goes to the state; null: it is breakage. */
  readonly escheatMonths: number | null;
  /** Owed at the start: part of the prepaid balance of the book, where there is one. */
  readonly openCents: number;
}

/** Packages that are used over the months after their sale, not in the same one. */
export interface PackagePlan {
  /** Mean months from sale to use. */
  readonly delayMonths: number;
  /** Share of what is sold that is never used. */
  readonly unused: number;
}
