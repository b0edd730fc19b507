import { describeLasting } from './lasting.ts';

describeLasting('eventstore');
