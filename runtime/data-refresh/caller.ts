/** A request to a function URL, as far as it is used. Lambda writes `requestContext` after it has checked the signature. */
export interface SignedRequest {
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  readonly requestContext?: { readonly authorizer?: { readonly iam?: { readonly accountId?: string; readonly userArn?: string } } };
}

/** A person who signed a request, and the role they had. */
export interface Caller {
  readonly person: string;
  readonly role: string;
}

/** A refusal that is told to whoever asked. */
export class Refused extends Error {
  public override readonly name = 'Refused';
  public constructor(public readonly status: number, message: string) {
    super(message);
  }
}

/**
 * Who signed the request: a session of exactly the role `role` of the account `account`. The name of the session is the person, as the
 * identity provider asserts it: whoever holds two roles is still one person.
 */
export function callerOf(request: SignedRequest, account: string, role: string): Caller {
  const { accountId, userArn = '' } = request.requestContext?.authorizer?.iam ?? {};
  const [, owner, taken, person] = /^arn:[\w-]+:sts::(\d{12}):assumed-role\/([\w+=,.@-]+)\/([\w+=,.@-]+)$/.exec(userArn) ?? [];
  if (person === undefined || accountId !== account || owner !== account || taken !== role) {
    throw new Refused(403, `only ${role} of account ${account} may do this`);
  }
  return { person: person.toLowerCase(), role };
}

/** The fields of the body. */
export function bodyOf({ body = '', isBase64Encoded }: SignedRequest): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(isBase64Encoded === true ? Buffer.from(body, 'base64').toString('utf8') : body);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch {
    // told below
  }
  throw new Refused(400, 'the body must be a JSON object');
}

/** What a function URL answers. */
export interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Runs `work` and tells a refusal; anything else is a failure of the function. */
export async function answering(work: () => Promise<object>): Promise<Answer> {
  try {
    return answer(200, await work());
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return answer(error.status, { refused: error.message });
  }
}

function answer(statusCode: number, content: object): Answer {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(content)}\n` };
}
