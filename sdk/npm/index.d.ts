import type {ClientReadableStream, ServerWritableStream, StatusObject} from '@grpc/grpc-js';

/** A message as protobuf's JSON has it, with the contract's own field names; 64-bit numbers are texts. */
export type Message = Record<string, any>;

export interface Access {
  /** Host and port of the platform's gRPC. */
  address: string;
  /** What `zhongtai token` printed. */
  token?: string;
  /** The merchant in whose name calls are made. */
  merchant?: string;
  /** The PEM of the authority where the platform serves with TLS. */
  rootCertificates?: Buffer;
  /** Of each call; 5 for calls that do not stream. */
  timeoutSeconds?: number;
}

export interface Client {
  close(): void;
  [call: string]: (request: Message) => Promise<Message> & ClientReadableStream<Message>;
}

/** Return a client of a service by its full name, "zhongtai.store.v1.StoreService". */
export function connect(service: string, access: Access): Client;

/** Return the ErrorReason with which the platform refused a call; empty when it gave none. */
export function reasonOf(problem: unknown): string;

export type ErrorClass =
  | 'RETRY'
  | 'AUTH'
  | 'REJECTED'
  | 'CONFLICT'
  | 'BAD_REQUEST'
  | 'RATE_LIMITED';

/** What went wrong in a plug-in, by its class. */
export class Fault extends Error {
  constructor(errorClass: ErrorClass, code: string, message: string);
  errorClass: ErrorClass;
  code: string;
  asMessage(): Message;
}

/** A setting that turns out unusable. Never put a secret into the words. */
export class SettingRefused extends Error {
  constructor(setting: string, message: string);
  setting: string;
}

/** Answer a batch item by item: `take` says whether an item was known, or throws a Fault. */
export function eachItem<T>(
  items: T[],
  key: (item: T) => string,
  take: (item: T) => Promise<boolean> | boolean,
): Promise<Message[]>;

/** The folder for what must outlive the process. */
export function stateFolder(): string;

/** Keeps each key once, on the disk before anybody is answered. */
export class Book {
  constructor(file: string);
  has(key: string): boolean;
  take(key: string, content: string): Promise<boolean>;
}

/** An append-only file of lines of JSON. */
export class Journal {
  constructor(file: string);
  /** What was there when it was opened. */
  lines: Message[];
  /** Write a line; resolves when it is durable. */
  write(line: Message): Promise<void>;
}

/** Messages to the host, read by cursor: what the streams of a kind stand on. */
export class Queue {
  constructor(file: string);
  append(message: Message): Promise<void>;
  acknowledge(cursor: string): Promise<void>;
  watch(
    call: ServerWritableStream<any, any>,
    after: string,
    most: number,
    answer: (batch: Message[], cursor: string) => Message,
  ): void;
}

export interface Setting {
  description: string;
  type?: string;
  default_value?: string;
  required?: boolean;
  secret?: boolean;
}

export interface Info {
  name: string;
  version: string;
  summary: string;
  capabilities?: string[];
  settings?: Record<string, Setting>;
}

export type Call =
  | ((request: any) => Promise<Message>)
  | ((call: ServerWritableStream<any, any>, refuse: (problem: Partial<StatusObject>) => void) => void);

/** Serve a plug-in until its host ends; `kind` is "erp", "pos", and so on. */
export function serve(
  kind: string,
  info: Info,
  calls: Record<string, Call>,
  configure?: (settings: Record<string, string>) => Promise<void>,
): Promise<void>;
