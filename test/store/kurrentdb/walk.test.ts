import { describeWalk } from './walk-suite.ts';

const WALKED = { A: 0, B: 0, C: 0, D: 0, E: 0, F: 0, G: 0, H: 0, I: 0 };
const LEFT_OUT = { A: 0, B: 0, C: 0, D: 0, E: 0, F: 0, G: 0, H: 0, I: 0 };

describeWalk('eventstore', WALKED, LEFT_OUT);
