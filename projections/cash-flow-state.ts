/** What the generated switch of the cash flow adds to, and what the indexes mean. */
export interface CashFoldState {
  /** Per entity × month × site (0 is "no site"): cents by line of the statement. */
  readonly cells: Float64Array;
  /** Per entity × month: change of 1010, 1036, 1090; then flows without cash by class. */
  readonly other: Float64Array;
  readonly months: number;
  readonly sites: number;
  readonly firstDay: number;
  readonly monthOfDay: Int16Array;
  readonly isBank: boolean;
}
