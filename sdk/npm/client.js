'use strict';
// Calls services of the platform: a deadline, a token and a merchant on each call.

const fs = require('node:fs');
const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');
const protobuf = require('protobufjs');

const PROTOS = path.join(__dirname, 'protos');
const DEADLINE_SECONDS = 5;

/**
 * Return a client of a service by its full name. Its calls return promises; those that stream
 * return the stream of grpc-js, which has no deadline unless `timeoutSeconds` is given.
 */
function connect(service, {address, token = '', merchant = '', rootCertificates, timeoutSeconds}) {
  const Service = serviceOf(service);
  const credentials = rootCertificates
    ? grpc.credentials.createSsl(rootCertificates)
    : grpc.credentials.createInsecure();
  const raw = new Service(address, credentials);
  const client = {close: () => raw.close()};
  for (const [name, method] of Object.entries(Service.service)) {
    const deadline = (seconds) => (seconds ? {deadline: Date.now() + seconds * 1000} : {});
    client[name] = method.responseStream
      ? (request) => raw[name](request, said(token, merchant), deadline(timeoutSeconds))
      : (request) =>
          new Promise((resolve, reject) => {
            const until = deadline(timeoutSeconds || DEADLINE_SECONDS);
            const answer = (problem, reply) => (problem ? reject(problem) : resolve(reply));
            raw[name](request, said(token, merchant), until, answer);
          });
  }
  return client;
}

/** Return the class of a service, from the files of its package. */
function serviceOf(service) {
  const names = service.split('.');
  const folder = names.slice(0, -1).join('/');
  const there = path.join(PROTOS, folder);
  const known = fs.existsSync(there) ? fs.readdirSync(there) : [];
  const definition = loader.loadSync(known.map((file) => `${folder}/${file}`), {
    includeDirs: [PROTOS],
    keepCase: true,
    longs: String,
    enums: String,
    defaults: true,
    oneofs: true,
  });
  const found = names.reduce((level, name) => level && level[name], grpc.loadPackageDefinition(definition));
  if (!found || !found.service) throw new Error(`There is no service ${service}.`);
  return found;
}

function said(token, merchant) {
  const metadata = new grpc.Metadata();
  if (token) metadata.set('authorization', `Bearer ${token}`);
  if (merchant) metadata.set('zhongtai-merchant', merchant);
  return metadata;
}

const google = protobuf.loadSync([
  path.join(PROTOS, 'google/rpc/status.proto'),
  path.join(PROTOS, 'google/rpc/error_details.proto'),
]);

/** Return the ErrorReason with which the platform refused a call; empty when it gave none. */
function reasonOf(problem) {
  const [bytes] = problem.metadata ? problem.metadata.get('grpc-status-details-bin') : [];
  if (!bytes) return '';
  const {details} = google.lookupType('google.rpc.Status').decode(bytes);
  const info = details.find((each) => each.type_url.endsWith('/google.rpc.ErrorInfo'));
  return info ? google.lookupType('google.rpc.ErrorInfo').decode(info.value).reason : '';
}

module.exports = {connect, reasonOf};
