import { describeDefects } from './defects.ts';

describeDefects('kurrent');
