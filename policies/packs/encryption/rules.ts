import type { Rule } from '../rule';
import { databaseIsEncryptedWithOwnKey } from './database-is-encrypted-with-own-key';

export const encryptionRules: readonly Rule[] = [
  databaseIsEncryptedWithOwnKey,
];
