/**
 * Stands in a policy text for a part that the templates do not tell. It reads as "any text" where that makes more
 * possible and as "no text" where that makes less.
 */
export const UNTOLD = '\uE000';

/** Whom a statement is about. `everyone` is the principal `*`. */
export interface Principals {
  readonly everyone: boolean;
  /** ARNs and account ids. */
  readonly aws: readonly string[];
  readonly services: readonly string[];
  readonly federated: readonly string[];
  readonly canonicalUsers: readonly string[];
}

/** One line of a condition block: the values of one key under one operator. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** One statement of a policy, every list made explicit. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly principals?: Principals;
  readonly notPrincipals?: Principals;
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  readonly conditions: readonly Condition[];
  /** Where it stands below its document, for example `Statement/0`. */
  readonly place: string;
  /** It holds only under a condition of the template, or its form could not be read: then this says so. */
  readonly doubt?: string;
}

/**
 * How parts that the templates do not tell are read. `possible`: in favour of access, so "no" is certain. `certain`:
 * against access, so "yes" is certain.
 */
export type Reading = 'possible' | 'certain';
