import type { Column } from './document.ts';

export const text = (key: string, label: string): Column => ({ key, label, unit: 'text' });
export const money = (key: string, label: string): Column => ({ key, label, unit: 'cents' });
export const count = (key: string, label: string): Column => ({ key, label, unit: 'count' });
