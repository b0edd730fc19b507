import { describeRealServer } from '../../conformance/server-suite.ts';

describeRealServer('eventstore');
