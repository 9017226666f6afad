import { amount } from './amount';
import { dateShift } from './dates';
import { freeText } from './free-text';
import { iban } from './iban';
import type { MaskerDefinition } from './masker';
import { money } from './money';
import { company, familyName, givenName, personName, uniqueCompany } from './names';
import { bankAccount, code, phone, postcode, taxId } from './numbers-with-layout';
import { address, city, street } from './places';
import { redact } from './redact';
import { bytes, email, fileName, ipAddress, pseudonym, url, uuid } from './tokens';
import { uniqueIban, uniquePhone, uniqueTaxId } from './unique-numbers';
import { integer } from './whole-numbers';

const definitions: readonly MaskerDefinition[] = [
  address, amount, bankAccount, bytes, city, code, company, dateShift, email, familyName, fileName, freeText, givenName, iban, integer, ipAddress,
  money, personName, phone, postcode, pseudonym, redact, street, taxId, uniqueCompany, uniqueIban, uniquePhone, uniqueTaxId, url, uuid,
];
const byName = new Map(definitions.map((definition) => [definition.name, definition]));

export const maskerNames: readonly string[] = definitions.map((definition) => definition.name);

export function maskerNamed(name: string): MaskerDefinition | undefined {
  return byName.get(name);
}
