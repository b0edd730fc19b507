import { describe, expect, it } from 'vitest';
import { noSuchFigure } from '../../../app/explain/no-such-figure.ts';

const KINDS = ['revenue-cycle/days-in-ar-net', 'cash-flow/net'];
const TAKEN = ['compare/npv', 'revenue-cycle/days-in-ar-net/2026-10', 'cash-flow/net/2026-10/tx'];
const hintOf = (name: string): string | undefined =>
  noSuchFigure(name, KINDS, (one) => TAKEN.includes(one)).hint;

describe('no such figure', () => {
  it('suggests the nearest name with what was given behind it', () => {
    expect(hintOf('cash-flow/nett/2026-10/tx')).toContain('did you mean cash-flow/net/2026-10/tx?');
  });

  it('leaves out what the nearest name does not take', () => {
    const hint = hintOf('revenue-cycle/days-net/2026-10/austin');
    expect(hint).toContain('did you mean revenue-cycle/days-in-ar-net/2026-10?');
  });

  it('knows the names of a comparison’s figures as asserts say them', () => {
    expect(hintOf('npv')).toContain('did you mean compare/npv?');
  });

  it('lists what begins so where no name can be made of it', () => {
    const hint = hintOf('revenue-cycle/days-net/2031-01');
    expect(hint).toContain('explain --list revenue-cycle/days-in-ar-net"');
    expect(hint).not.toContain('did you mean');
  });
});
