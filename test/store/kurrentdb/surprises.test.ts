import { describeSurprises } from './surprises.ts';

describeSurprises('eventstore');
