import { describeWorkers } from './worker-suite.ts';

describeWorkers('kurrent');
