import { describe, expect, it } from 'vitest';
import { PAYBACK, paybackOf } from '../../scenarios/metrics.ts';

const payback = (flows: readonly number[], effective = 0) =>
  paybackOf(Float64Array.from(flows), 0, flows.length, effective);

// Every edge case of mso.md §6 M7, worded there.
describe('paybackOf', () => {
  it('says "no difference" when nothing differs', () => {
    expect(payback([0, 0, 0]).first).toBe(PAYBACK.noDifference);
  });

  it('is immediate when the cumulative difference is never negative', () => {
    expect(payback([0, 5, 1]).first).toBe(PAYBACK.immediate);
  });

  it('lies inside the month of the first crossing, linearly', () => {
    // −100, then +200: crosses half-way through the second month.
    expect(payback([-100, 200])).toEqual({ first: 1500, last: 1500 });
  });

  it('tells the last crossing beside the first', () => {
    expect(payback([-100, 100, -50, 100])).toEqual({ first: 2000, last: 3500 });
  });

  it('never pays back when the end is below zero, whatever came before', () => {
    const { first, last } = payback([-100, 150, -500]);
    expect(first).toBeCloseTo(1667, 0);
    expect(last).toBe(PAYBACK.never);
    expect(payback([-1, -1]).first).toBe(PAYBACK.never);
  });

  it('counts from the effective month', () => {
    expect(payback([0, 0, -100, 100], 2).first).toBe(2000);
  });
});
