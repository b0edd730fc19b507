/**
 * The elementary functions of the core: exp, log, pow and their kin, error function and normal
 * distribution, from + − × ÷ √ and integer bits only (settled.md §5.1). JavaScript engines do not
 * contract a·b+c, so the same source gives the same bits with and without FMA, on any machine.
 */
export { exp, expm1, log, log1p, pow, powerOfTwo } from './exp-log.ts';
export { erf, erfc, normalCdf, normalDensity, normalQuantile } from './normal.ts';
