/** For others that simulate: the benchmark of judges draws as the simulation does. */
export { lnFactorial } from './ln-factorial.ts';
export { binomial, poisson } from './samplers.ts';
export { Sfc32, type Chance } from './sfc32.ts';
