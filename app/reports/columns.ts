import type { Column } from './document.ts';

export const text = (key: string, label: string): Column => ({ key, label, unit: 'text' });
export const money = (key: string, label: string): Column => ({ key, label, unit: 'cents' });
/** Both ends of a 95 % interval of a money column, for machines. */
export const moneyEnds = (key: string, label: string): Column[] =>
  [
    { key: `${key}Low`, label: `${label}, low (95 %)` },
    { key: `${key}High`, label: `${label}, high (95 %)` },
  ].map((column) => ({ ...column, unit: 'cents', isForMachines: true }));
export const count = (key: string, label: string): Column => ({ key, label, unit: 'count' });
