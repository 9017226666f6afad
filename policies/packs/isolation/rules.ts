import type { Rule } from '../rule';

export const isolationRules: readonly Rule[] = [
];
