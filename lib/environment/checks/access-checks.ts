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
  const { maxSessionHours = 4, breakGlassSessionHours = 1 } = access ?? {};
  const long = checkWhole(problems, 'access.maxSessionHours', maxSessionHours, [1, 12], 'AWS IAM allows sessions of up to 12 hours');
  const wrong = checkWhole(problems, 'access.breakGlassSessionHours', breakGlassSessionHours, [1, 12]);
  problems.when(!long && !wrong && breakGlassSessionHours > maxSessionHours, {
    at: 'access.breakGlassSessionHours', must: `must not be longer than maxSessionHours, ${maxSessionHours}`, got: breakGlassSessionHours,
  });
}
