import { describeSurprises } from './surprises.ts';

describeSurprises('kurrent');
