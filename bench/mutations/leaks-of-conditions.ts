import { allow, assume, deny, document, inProduction, trusting, type Json } from './adding';
import type { Mutation } from './mutation';
import { ORGANIZATION, PRODUCTION, STAGING } from './world';

const policy = (...statements: readonly Json[]): Mutation['apply'] => inProduction('AWS::SQS::QueuePolicy', () => ({ Queues: [{ Ref: 'Queue' }], PolicyDocument: document(...statements) }));
const bucket = (...statements: readonly Json[]): Mutation['apply'] => inProduction('AWS::S3::BucketPolicy', () => ({ Bucket: { Ref: 'Documents' }, PolicyDocument: document(...statements) }));
const send = 'sqs:SendMessage';
const staging = allow({ AWS: STAGING }, send);
const role = (...statements: readonly Json[]): Mutation['apply'] => inProduction('AWS::IAM::Role', () => trusting(...statements));

const privateApi = (condition: Json): Mutation['apply'] => inProduction('AWS::ApiGateway::RestApi', () => ({ Name: 'a', EndpointConfiguration: { Types: ['PRIVATE'] }, Policy: document(allow('*', 'execute-api:Invoke', condition)) }));

/** Conditions that look as if they kept staging out. */
export const CONDITION_LEAKS: readonly Mutation[] = [
  { name: 'everyone, for sources that are any bucket', apply: policy(allow({ AWS: '*' }, send, { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:*:*:*' } })) },
  { name: 'everyone, for sources of staging', apply: policy(allow('*', send, { StringEquals: { 'aws:SourceAccount': [PRODUCTION, STAGING] } })) },
  { name: 'everyone, for sources of the organisation', apply: policy(allow('*', send, { StringEquals: { 'aws:SourceOrgID': ORGANIZATION } })) },
  { name: 'whoever is signed in', apply: policy(allow('*', send, { Null: { 'aws:PrincipalAccount': 'false' } })) },
  { name: 'a denial for those outside the organisation', apply: policy(staging, deny('*', '*', { Null: { 'aws:PrincipalOrgID': 'true' } })) },
  { name: 'a denial for all but two accounts', apply: policy(staging, deny('*', '*', { StringNotEquals: { 'aws:PrincipalAccount': [PRODUCTION, STAGING] } })) },
  { name: 'a denial for any value of a key that is not sent', apply: policy(staging, deny('*', '*', { 'ForAnyValue:StringNotEquals': { 'aws:SourceVpce': 'vpce-0123456789abcdef0' } })) },
  { name: 'a denial only when the key is sent', apply: policy(staging, deny('*', '*', { Null: { 'aws:SourceVpce': 'false' }, StringNotEquals: { 'aws:SourceVpce': 'vpce-0123456789abcdef0' } })) },
  { name: 'a denial by a variable in a policy of the old version', apply: inProduction('AWS::SQS::QueuePolicy', () => ({ Queues: [{ Ref: 'Queue' }], PolicyDocument: { Version: '2008-10-17', Statement: [staging, deny('*', '*', { StringLike: { 'aws:PrincipalAccount': '${aws:PrincipalAccount}' } })] } })) },
  { name: 'a denial by a variable in a policy without version', apply: inProduction('AWS::SQS::QueuePolicy', () => ({ Queues: [{ Ref: 'Queue' }], PolicyDocument: { Statement: [staging, deny('*', '*', { StringLike: { 'aws:PrincipalAccount': '${aws:PrincipalAccount}' } })] } })) },
  { name: 'operators in another case', apply: policy(allow('*', send, { stringequals: { 'aws:principalaccount': [STAGING] } })) },
  { name: 'quantifiers in another case', apply: policy(allow('*', send, { 'forallvalues:stringequals': { 'aws:TagKeys': ['a'] } })) },
  { name: 'a session that calls itself so', apply: policy(allow('*', send, { StringLike: { 'aws:userid': '*:deployer' } })) },
  { name: 'a source identity that the caller sets', apply: role(assume('*', { StringEquals: { 'sts:SourceIdentity': 'administrator' } })) },
  { name: 'a session name that the caller sets', apply: role(assume({ AWS: '*' }, { StringLike: { 'sts:RoleSessionName': 'production-*' } })) },
  { name: 'a session tag that the caller sets', apply: role({ ...assume('*', { StringEquals: { 'aws:RequestTag/environment': 'production' } }), Action: ['sts:AssumeRole', 'sts:TagSession'] }) },
  { name: 'a tag of the principal and the organisation', apply: role(assume('*', { StringEquals: { 'aws:PrincipalTag/environment': 'production', 'aws:PrincipalOrgID': ORGANIZATION } })) },
  { name: 'calls that come over a service', apply: policy(allow('*', send, { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } })) },
  { name: 'calls that a service makes on the way', apply: policy(allow('*', send, { Bool: { 'aws:ViaAWSService': 'true' } })) },
  { name: 'no services', apply: policy(allow('*', send, { Bool: { 'aws:PrincipalIsAWSService': 'false' } })) },
  { name: 'the organisation by its paths', apply: policy(allow('*', send, { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': [`${ORGANIZATION}/*`] } })) },
  { name: 'access points of staging', apply: bucket(allow('*', 's3:GetObject', { StringEquals: { 's3:DataAccessPointAccount': STAGING } })) },
  { name: 'endpoints of staging by their account', apply: bucket(allow('*', 's3:GetObject', { StringEquals: { 'aws:VpceAccount': STAGING } })) },
  { name: 'endpoints of the organisation', apply: bucket(allow('*', 's3:GetObject', { StringEquals: { 'aws:VpceOrgID': ORGANIZATION } })) },
  { name: 'a private API for the organisation', apply: privateApi({ StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } }) },
  { name: 'a private API for everyone', apply: inProduction('AWS::ApiGateway::RestApi', () => ({ Name: 'a', EndpointConfiguration: { Types: ['PRIVATE'] }, Policy: document(allow('*', 'execute-api:Invoke')) })) },
  { name: 'all but services of one account', apply: policy({ Effect: 'Allow', NotPrincipal: { AWS: '999999999999', Service: 's3.amazonaws.com' }, Action: send, Resource: '*' }) },
  { name: 'reads of a log delivery', apply: bucket(allow({ Service: 'delivery.logs.amazonaws.com' }, 's3:GetObject', undefined, { 'Fn::Sub': `\${Documents.Arn}/AWSLogs/${PRODUCTION}/*` })) },
  { name: 'a service that signs for staging too', apply: bucket(allow({ Service: 'cloudfront.amazonaws.com' }, 's3:GetObject', { ArnLike: { 'AWS:SourceArn': 'arn:aws:cloudfront::*:distribution/*' } })) },
];

/** Conditions whose meaning the templates do not tell. */
export const CONDITION_UNTOLD: readonly Mutation[] = [
  { name: 'a private API for an endpoint of an unknown owner', apply: privateApi({ StringEquals: { 'aws:SourceVpce': 'vpce-0123456789abcdef0' } }) },
  { name: 'a principal by its unique id', apply: policy(allow('*', send, { StringLike: { 'aws:userid': 'AROAEXAMPLEEXAMPLE12:*' } })) },
  { name: 'a canonical user of an unknown account', apply: bucket(allow({ CanonicalUser: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be' }, 's3:GetObject')) },
  { name: 'an origin identity of an unknown account', apply: bucket(allow({ AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1EXAMPLE2ABCD' }, 's3:GetObject')) },
  { name: 'a unit of the organisation that nobody lists', apply: policy(allow('*', send, { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': [`${ORGANIZATION}/r-ab12/ou-ab12-11111111/*`] } })) },
  { name: 'an access control list that is not told', apply: inProduction('AWS::S3::Bucket', () => ({ AccessControl: { 'Fn::ImportValue': 'nobody-exports-this' } })) },
];

const GITHUB = 'token.actions.githubusercontent.com';
const web = (provider: string, condition: Json): Json => ({ Effect: 'Allow', Principal: { Federated: provider }, Action: 'sts:AssumeRoleWithWebIdentity', Condition: condition });
const own = (issuer: string): string => `arn:aws:iam::${PRODUCTION}:oidc-provider/${issuer}`;
const workflows = (condition: Json): Mutation['apply'] => role(web(own(GITHUB), condition));
const EKS = 'oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';

export const FEDERATION_LEAKS: readonly Mutation[] = [
  { name: 'federation with every subject but one', apply: workflows({ StringNotEquals: { [`${GITHUB}:sub`]: 'repo:example/app:environment:staging' } }) },
  { name: 'federation with a good subject and an open one', apply: workflows({ StringLike: { [`${GITHUB}:sub`]: ['repo:example/app:environment:production', 'repo:*'] } }) },
  { name: 'federation for all values of the subject', apply: workflows({ 'ForAllValues:StringEquals': { [`${GITHUB}:sub`]: 'repo:example/app:environment:production' } }) },
  { name: 'federation with any project of another forge', apply: role(web(own('gitlab.com'), { StringLike: { 'gitlab.com:sub': 'project_path:*' } })) },
  { name: 'federation with any organisation of a planner', apply: role(web(own('app.terraform.io'), { StringLike: { 'app.terraform.io:sub': 'organization:*:project:*' } })) },
  { name: 'federation with a branch of anybody', apply: workflows({ StringLike: { [`${GITHUB}:sub`]: 'repo:*/app:ref:refs/heads/main' } }) },
  { name: 'federation with an issuer below the domain of staging', apply: role(web(own('login.staging.projects.example.com'), { StringEquals: { 'login.staging.projects.example.com:sub': 'production' } })) },
  { name: 'federation with an issuer in a bucket of staging', apply: role(web(own('staging-documents.s3.amazonaws.com'), { StringEquals: { 'staging-documents.s3.amazonaws.com:sub': 'production' } })) },
  { name: 'certificates of an authority of staging', apply: inProduction('AWS::RolesAnywhere::TrustAnchor', (spell) => ({ Name: 't', Enabled: true, Source: { SourceType: 'AWS_ACM_PCA', SourceData: { AcmPcaArn: spell(`arn:aws:acm-pca:eu-west-1:${STAGING}:certificate-authority/x`) } } })) },
  { name: 'an assignment of people by staging', apply: inProduction('AWS::SSO::Assignment', (spell) => ({ InstanceArn: 'arn:aws:sso:::instance/ssoins-1', PermissionSetArn: 'x', PrincipalId: 'x', PrincipalType: 'GROUP', TargetId: spell(STAGING), TargetType: 'AWS_ACCOUNT' })) },
];

export const FEDERATION_UNTOLD: readonly Mutation[] = [
  { name: 'a cluster of an unknown account issues subjects', apply: role(web(own(EKS), { StringEquals: { [`${EKS}:sub`]: 'system:serviceaccount:app:app' } })) },
  { name: 'a user pool of an unknown account issues subjects', apply: role(web(own('cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI'), { StringEquals: { 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI:sub': 'x' } })) },
  { name: 'an identity pool of an unknown account', apply: role({ ...web('cognito-identity.amazonaws.com', { StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu-west-1:11111111-2222-3333-4444-555555555555' } }) }) },
  { name: 'certificates of an unknown authority', apply: inProduction('AWS::RolesAnywhere::TrustAnchor', () => ({ Name: 't', Enabled: true, Source: { SourceType: 'CERTIFICATE_BUNDLE', SourceData: { X509CertificateData: '-----BEGIN CERTIFICATE-----' } } })) },
];

/** Conditions that look odd and let nobody in from outside. */
export const CONDITION_BENIGN: readonly Mutation[] = [
  { name: 'everyone, for sources of the own account', apply: policy(allow({ AWS: '*' }, send, { ArnLike: { 'aws:SourceArn': `arn:aws:sns:eu-west-1:${PRODUCTION}:*` } })) },
  { name: 'a denial with its operator in another case', apply: policy(staging, deny('*', '*', { stringnotequals: { 'aws:principalaccount': PRODUCTION } })) },
  { name: 'access points of the own account', apply: bucket(allow('*', 's3:*', { StringEquals: { 's3:DataAccessPointAccount': PRODUCTION } })) },
  { name: 'endpoints of the own account', apply: bucket(allow('*', 's3:GetObject', { StringEquals: { 'aws:VpceAccount': PRODUCTION, 'aws:PrincipalAccount': PRODUCTION } })) },
  { name: 'an origin identity of its own', apply: inProduction('AWS::S3::BucketPolicy', () => ({ Bucket: { Ref: 'Documents' }, PolicyDocument: document(allow({ CanonicalUser: { 'Fn::GetAtt': ['Key', 'KeyId'] } }, 's3:GetObject')) })) },
  { name: 'a role of its own by its unique id', apply: policy(allow('*', send, { StringLike: { 'aws:userid': { 'Fn::Sub': '${Role.RoleId}:*' } } })) },
  { name: 'a denial when the endpoint is another', apply: policy(staging, deny('*', '*', { StringNotEquals: { 'aws:SourceVpce': { Ref: 'Function' } } })) },
  { name: 'a denial of those outside an account, twice negated', apply: policy(staging, deny('*', '*', { 'ForAnyValue:StringNotEquals': { 'aws:PrincipalAccount': [PRODUCTION] } })) },
  { name: 'federation by repository and owner', apply: workflows({ StringLike: { [`${GITHUB}:sub`]: 'repo:*' }, StringEquals: { [`${GITHUB}:repository`]: 'example/app' } }) },
  { name: 'federation by several subjects', apply: workflows({ StringEquals: { [`${GITHUB}:sub`]: ['repo:example/app:environment:production', 'repo:example/other:environment:production'] } }) },
  { name: 'federation of a service account of the own cluster', apply: (world, dice) => {
    const cluster = inProduction('AWS::EKS::Cluster', () => ({ Name: 'c', RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] }, ResourcesVpcConfig: {} }))(world, dice);
    const issuer = { 'Fn::GetAtt': [cluster.logicalId, 'OpenIdConnectIssuerUrl'] };
    const provider = inProduction('AWS::IAM::OIDCProvider', () => ({ Url: issuer, ClientIdList: ['sts.amazonaws.com'] }))(world, dice);
    return role(web({ Ref: provider.logicalId } as never, { StringEquals: { 'oidc.eks.eu-west-1.amazonaws.com:sub': 'system:serviceaccount:app:app' } }))(world, dice);
  } },
  { name: 'federation with an identity pool of its own', apply: (world, dice) => {
    const pool = inProduction('AWS::Cognito::IdentityPool', () => ({ AllowUnauthenticatedIdentities: false }))(world, dice);
    return role(web('cognito-identity.amazonaws.com', { StringEquals: { 'cognito-identity.amazonaws.com:aud': { Ref: pool.logicalId } }, 'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' } }))(world, dice);
  } },
  { name: 'a service account whose name is a pattern', apply: (world, dice) => {
    const cluster = inProduction('AWS::EKS::Cluster', () => ({ Name: 'c', RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] }, ResourcesVpcConfig: {} }))(world, dice);
    const provider = { 'Fn::Sub': `arn:aws:iam::${PRODUCTION}:oidc-provider/\${${cluster.logicalId ?? ''}.OpenIdConnectIssuerUrl}` };
    return role(web(provider as never, { StringLike: { 'oidc.eks.eu-west-1.amazonaws.com:sub': 'system:serviceaccount:app:*' } }))(world, dice);
  } },
];
