/** Context in which the CDK does not note where in the source constructs are made, which takes a fifth of the time. Wants `--stack-trace-limit=0`, too. */
export const withoutSourceLines = { 'aws:cdk:disable-stack-trace': true, 'aws:cdk:disable-creation-stack-traces': true } as const;
