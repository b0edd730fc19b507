import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { firstDay } from '../../src/calendar.ts';
import type { Month } from '../../src/calendar.ts';
import { invariant } from '../../src/error.ts';
import { binomialDraw, poissonDraw } from '../../src/numeric/count-draws.ts';
import { discountFactor } from '../../src/numeric/present-value.ts';
import type { Sha256 } from '../../src/numeric/stream.ts';
import { RowWriter } from '../../scenarios/row-writer.ts';
import { demand, newSiteMonth, placeOf } from '../../scenarios/demand.ts';
import { PARAMETER_IDS } from '../../scenarios/effects.ts';
import { GROUP_DRAWS, luckSource, SITE_DRAWS } from '../../scenarios/luck.ts';
import type { Luck } from '../../scenarios/luck.ts';
import { compileModel, factorsOf, newFactors } from '../../scenarios/model.ts';
import type { Model, MonthDays } from '../../scenarios/model.ts';
import type { Plan } from '../../scenarios/plan.ts';
import { rangeRunner, valuesOfRun } from '../../scenarios/run-range.ts';
import type { RunSpec } from '../../scenarios/run-range.ts';

/** Debian's own: the numpy of python3-numpy is installed for it and for no other. */
export const PYTHON = '/usr/bin/python3';
export const SCRIPT = fileURLToPath(new URL('../peers/monthly.py', import.meta.url));

/** One thread, whatever library numpy was built with. */
export const ONE_THREAD = {
  ...process.env,
  OPENBLAS_NUM_THREADS: '1',
  OMP_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
};

/** The version of numpy, or null where there is none. */
export function numpyVersion(): string | null {
  const run = spawnSync(PYTHON, ['-c', 'import numpy; print(numpy.__version__)'], {
    encoding: 'utf8',
  });
  return run.status === 0 ? run.stdout.trim() : null;
}

/** What the peer knows nothing of must not be in the plan. */
function assertIsPlain(plan: Plan): void {
  const { opening, levers = [], hazards = [], leaves, credit, sites, agreements } = plan;
  const isPlain =
    opening.length + levers.length + hazards.length === 0 &&
    leaves === undefined &&
    credit.limitCents === 0 &&
    sites.every(
      ({ opens, retention, noShows, capacityMonthly, debt, services, payers }) =>
        opens === undefined &&
        retention === undefined &&
        noShows === undefined &&
        capacityMonthly === undefined &&
        debt === undefined &&
        services.every(({ from }) => from === undefined) &&
        payers.length === sites[0]?.payers.length,
    ) &&
    Object.values(agreements).every(({ fee: { components } }) => {
      const [fee] = components;
      return components.length === 1 && fee?.kind === 'tiered' && fee.mode === 'marginal';
    });
  invariant(isPlain, 'the numpy peer has what the plan has');
}

/** The plan as it is run: without luck nothing of it is noisy. */
const planOf = ({ plan, isNoisy }: RunSpec): Plan =>
  isNoisy ? plan : { ...plan, noise: { group: 0, site: 0, lag: 0 } };

/** Writes the plan as the peer reads it; returns the file. */
export function writePlan(folder: string, spec: RunSpec): string {
  const { parameters } = spec;
  const plan = planOf(spec);
  assertIsPlain(plan);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'plan.json');
  const discount = Array.from({ length: plan.months }, (_, m) => {
    const end = firstDay((plan.start + m + 1) as Month) - 1;
    return discountFactor(plan.discountAnnual, end - plan.valuationOn);
  });
  writeFileSync(file, JSON.stringify({ plan, parameters, ids: PARAMETER_IDS, discount }));
  return file;
}

/** Claims of every payer of a path in both arms, with those denied, as the model draws them. */
function drawCounts(
  model: Model,
  values: Float64Array,
  luck: Luck,
  put: (cell: number, claims: number, denied: number) => void,
): void {
  const factors = newFactors();
  const month = newSiteMonth();
  const writer = new RowWriter();
  const { months, noise } = model.plan;
  const isNoisy = noise.site > 0;
  [model.arms.independent, model.arms.withMso].forEach((arm, a) => {
    const panels = new Float64Array(model.sites.length).fill(1);
    model.sites.forEach((site, s) => {
      const { payers } = site.plan;
      for (let m = 0; m < months; m++) {
        factorsOf(model.plan, arm, values, m, factors);
        const days = model.months[m] as MonthDays;
        const place = placeOf(model, site, m);
        const lived = { writer, model, arm, values, luck, factors, panels, prepaid: [] };
        demand({ ...lived, site, month: m, days, at: place }, month);
        payers.forEach((payer, p) => {
          const at = place * SITE_DRAWS + 2 + 3 * p;
          const mean = payer.claimsMonthly * month.activity;
          const rate = Math.min(1, Math.max(0, payer.denialRate * factors.denials));
          const claims = isNoisy ? poissonDraw(mean, luck.uniform[at] as number) : mean;
          const denied = isNoisy
            ? binomialDraw(claims, rate, luck.uniform[at + 1] as number)
            : claims * rate;
          put(((a * model.sites.length + s) * months + m) * payers.length + p, claims, denied);
        });
      }
    });
  });
}

/** Writes the parameters and the luck of paths [0, count) as the peer reads them. */
function writePaths(file: string, spec: RunSpec, count: number, sha256: Sha256): void {
  const model = compileModel(planOf(spec));
  const { months } = model.plan;
  const sites = model.sites.length;
  const payers = model.plan.sites[0]?.payers.length ?? 0;
  const cells = sites * months * payers;
  const fields = PARAMETER_IDS.length + months + sites * months + cells + 4 * cells;
  const out = new Float64Array(fields * count);
  const source = valuesOfRun(spec, sha256);
  const lucks = luckSource(model, spec.seed, sha256);
  const values = new Float64Array(PARAMETER_IDS.length);
  for (let path = 0; path < count; path++) {
    source.fill(path, values);
    const luck = lucks.fill(path);
    let field = 0;
    const put = (x: number): void => {
      out[field++ * count + path] = x;
    };
    values.forEach(put);
    for (let m = 0; m < months; m++) put(luck.group[m * GROUP_DRAWS] as number);
    for (let at = 0; at < sites * months; at++) put(luck.normal[at * SITE_DRAWS] as number);
    for (let at = 0; at < sites * months; at++) {
      for (let p = 0; p < payers; p++) put(luck.normal[at * SITE_DRAWS + 4 + 3 * p] as number);
    }
    drawCounts(model, values, luck, (cell, claims, denied) => {
      out[(field + cell) * count + path] = claims;
      out[(field + 2 * cells + cell) * count + path] = denied;
    });
  }
  writeFileSync(file, out);
}

/** Net cash of paths [0, count) by [arm][month][path], of the peer, given their parameters and luck. */
export function peerCash(
  folder: string,
  spec: RunSpec,
  count: number,
  sha256: Sha256,
): Float64Array {
  const plan = writePlan(folder, spec);
  const paths = join(folder, 'paths.bin');
  const net = join(folder, 'net.bin');
  writePaths(paths, spec, count, sha256);
  const args = [SCRIPT, 'agree', plan, paths, net];
  const run = spawnSync(PYTHON, args, { encoding: 'utf8', env: ONE_THREAD });
  if (run.status !== 0) throw new Error(`the numpy peer fails:\n${run.stderr}`);
  const bytes = readFileSync(net);
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
}

/**
 * Compares the peer's cash with ours, every month's difference of the arms on every path; throws
 * where a cent differs. Returns how many months were compared.
 */
export function assertSameCash(
  theirs: Float64Array,
  spec: RunSpec,
  count: number,
  sha256: Sha256,
): number {
  const { months } = spec.plan;
  invariant(theirs.length === 2 * months * count, 'the peer has both arms of every month');
  const { monthlyDelta } = rangeRunner(spec, sha256).run(0, count);
  for (let path = 0; path < count; path++) {
    for (let m = 0; m < months; m++) {
      const at = m * count + path;
      const their = (theirs[months * count + at] as number) - (theirs[at] as number);
      const our = monthlyDelta[path * months + m] as number;
      if (our === their) continue;
      throw new Error(`path ${path}, month ${m}: ours ${our} cents, numpy's ${their}`);
    }
  }
  return months * count;
}

/** Months in which the very same paths agree to the cent; throws where one does not. */
export const agreedMonths = (
  folder: string,
  spec: RunSpec,
  count: number,
  sha256: Sha256,
): number => assertSameCash(peerCash(folder, spec, count, sha256), spec, count, sha256);
