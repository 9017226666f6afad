import type { Rule } from '../rule';

export const iso27001Rules: readonly Rule[] = [
];
