import { isDay } from '../calendar.ts';
import { Decimal } from '../money.ts';
import { didYouMean } from './problems.ts';
import type { AgreementProblem } from './problems.ts';

const MONEY = /^(?:0|[1-9]\d{0,11})\.\d\d$/;
const PRICE = /^(?:0|[1-9]\d{0,7})(?:\.\d{1,4})?$/;
const RATE = /^(?:0|[1-9]\d{0,2})(?:\.\d{1,6})?$/;

/** Collects problems of single values; each check returns whether the value can be used. */
export interface Checker {
  readonly problems: AgreementProblem[];
  report(code: string, at: string, message: string, hint?: string): void;
  money(value: string | undefined, at: string): boolean;
  price(value: string, at: string): boolean;
  /** A share from 0 to 1. */
  share(value: string, at: string): boolean;
  /** A rate from 0 up, such as a mark-up. */
  rate(value: string, at: string): boolean;
  date(value: string | undefined, at: string): boolean;
  count(value: number, at: string, least: number): boolean;
  word(value: string, known: readonly string[], what: string, at: string): boolean;
}

/** A checker with no problems yet. */
export function newChecker(): Checker {
  const problems: AgreementProblem[] = [];
  const report: Checker['report'] = (code, at, message, hint) => {
    problems.push({ code, at, message, ...(hint === undefined ? {} : { hint }) });
  };
  const form =
    (pattern: RegExp, code: string, what: string, hint: string) =>
    (value: string | undefined, at: string): boolean => {
      if (value === undefined || pattern.test(value)) return true;
      report(code, at, `${at} is not ${what}`, hint);
      return false;
    };
  const rate = form(RATE, 'agreement/not-a-rate', 'a rate', 'a decimal such as 0.09, six places');
  return {
    problems,
    report,
    money: form(MONEY, 'agreement/not-money', 'an amount', 'dollars and cents, such as 18000.00'),
    price: form(PRICE, 'agreement/not-a-price', 'a price', 'dollars, four decimals at most'),
    rate,
    share(value, at) {
      if (!rate(value, at)) return false;
      if (new Decimal(value).lte(1)) return true;
      const hint = 'a share is from 0 to 1: 0.09 is 9 %';
      report('agreement/percent-above-one', at, `${at} is more than the whole`, hint);
      return false;
    },
    date(value, at) {
      if (value === undefined || isDay(value)) return true;
      report('agreement/not-a-date', at, `${at} is not a date`, 'write YYYY-MM-DD');
      return false;
    },
    count(value, at, least) {
      if (Number.isSafeInteger(value) && value >= least) return true;
      report('agreement/not-a-count', at, `${at} is not a whole number from ${least} up`);
      return false;
    },
    word(value, known, what, at) {
      if (known.includes(value)) return true;
      const hint = didYouMean(value, known);
      report(`agreement/unknown-${what}`, at, `"${value}" is no ${what} that is known`, hint);
      return false;
    },
  };
}
