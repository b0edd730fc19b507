import { describeTestServer } from '../../conformance/server-suite.ts';

describeTestServer('eventstore');
