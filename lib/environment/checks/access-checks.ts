import { Problems } from '../../values/problems';
import { AccessLevel } from '../access';
import { EnvironmentProps } from '../environment-props';
import { checkChoice, checkWhole } from './field-checks';

/** Refuses groups and sessions that AWS IAM does not know. */
export function checkAccess(problems: Problems, { access }: EnvironmentProps): void {
  for (const [group, level] of Object.entries(access?.groups ?? {})) {
    problems.when(!/^[\w+=,.@-][\w+=,.@ -]{0,127}$/.test(group), {
      at: 'access.groups', must: 'must have names of 1 to 128 letters, digits, spaces and _+=,.@-', got: group,
    });
    checkChoice(problems, `access.groups.${group}`, level, Object.values(AccessLevel));
  }
  const { maxSessionHours = 4, samlProvider = 'workforce' } = access ?? {};
  checkWhole(problems, 'access.maxSessionHours', maxSessionHours, [1, 12], 'AWS IAM allows sessions of up to 12 hours');
  problems.when(!/^[\w.-]{1,128}$/.test(String(samlProvider)), {
    at: 'access.samlProvider', must: 'must be the name of a SAML provider: 1 to 128 letters, digits and ._-', got: samlProvider,
  });
}
