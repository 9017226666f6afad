/** How every client calls AWS: eight tries with growing, jittered pauses, slower while AWS throttles. */
export const clientSettings = { maxAttempts: 8, retryMode: 'adaptive' } as const;
