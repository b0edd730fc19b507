import { describeRawWalk, describeWalk } from './walk-suite.ts';

// Recorded calls, a step counting once for each way in which it was recorded.
const WALKED = { A: 322, B: 702, C: 107, D: 382, E: 114, F: 69, G: 60, H: 10, I: 6 };
const LEFT_OUT = { A: 0, B: 1, C: 65, D: 0, E: 21, F: 47, G: 2, H: 4, I: 10 };

describeWalk('kurrent', WALKED, LEFT_OUT);
describeRawWalk('kurrent');
