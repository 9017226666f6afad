/** What was handed in cannot be read: a file is missing, cut off, of an unknown form. The message is for people. */
export class UnusableInput extends Error {
  public override readonly name = 'UnusableInput';
}
