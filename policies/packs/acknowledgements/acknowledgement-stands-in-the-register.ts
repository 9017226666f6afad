import type { AcknowledgementRule } from './judge-acknowledgements';

export const acknowledgementStandsInTheRegister: AcknowledgementRule = {
  id: 'acknowledgement-stands-in-the-register',
  claim: 'An acknowledgement covers what an entry in the register of exceptions covers.',
  reason: 'A line in a stack silences a rule for ever, for everything below it, and nobody answers for it. An entry in the register has an owner, a ticket and an end.',
  fix: 'Remove the acknowledgement and enter the finding into the exceptions of the Platform, or of an ExceptionRegister: rule, scope, owner, reason, ticket, until.',
  serves: ['POL-02'],
  source: 'docs/decisions/exceptions-stand-in-one-register.md',
  check: ({ namespace, rule, constructPath }, _packs, register) => register.covers(`${namespace}::${rule}`, constructPath)
    ? undefined : `"${namespace}::${rule}" is acknowledged beside the register`,
};
