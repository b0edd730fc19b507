import { describeLasting } from './lasting.ts';

describeLasting('kurrent');
