import { describeDefects } from './defects.ts';

describeDefects('eventstore');
