'use strict';

const { GetParametersByPathCommand, SSMClient } = require('@aws-sdk/client-ssm');
const { HeadObjectCommand, S3Client } = require('@aws-sdk/client-s3');

const s3 = new S3Client({});

/** Settings by name, read once for each execution environment: the same names in every environment, other values. */
const settings = readSettings(process.env.CONFIGURATION_PATH);

async function readSettings(path) {
  const { Parameters = [] } = await new SSMClient({}).send(new GetParametersByPathCommand({ Path: path }));
  return Object.fromEntries(Parameters.map(({ Name, Value }) => [Name.slice(path.length + 1), Value]));
}

/** Marks which uploads are images worth a thumbnail. Messages that fail are told one by one, so that the others are not tried again. */
exports.handler = async ({ Records }) => {
  const { DOCUMENTS_BUCKET } = await settings;
  const batchItemFailures = [];
  for (const { messageId, body } of Records) {
    try {
      const { key } = JSON.parse(body);
      const { ContentType } = await s3.send(new HeadObjectCommand({ Bucket: DOCUMENTS_BUCKET, Key: key }));
      console.log(JSON.stringify({ key, thumbnail: String(ContentType).startsWith('image/') }));
    } catch (error) {
      console.error(JSON.stringify({ messageId, error: String(error) }));
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
};
