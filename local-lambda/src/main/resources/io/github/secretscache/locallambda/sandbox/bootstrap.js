// A Node.js runtime in one file: asks the Runtime API for invocations and gives them to the function's handler, which
// may return a promise or call back, and may be CommonJS or an ES module.
'use strict';
const http = require('http');
const path = require('path');
const fs = require('fs');
const { pathToFileURL } = require('url');

const api = new URL(`http://${process.env.AWS_LAMBDA_RUNTIME_API}`);
const base = '/2018-06-01/runtime';
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function call(method, where, body, headers = {}) {
    return new Promise((resolve, reject) => {
        const options = { agent, method, hostname: api.hostname, port: api.port, path: base + where, headers };
        const request = http.request(options, response => {
            const chunks = [];
            response.on('data', chunk => chunks.push(chunk));
            response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }));
        });
        request.on('error', reject);
        request.end(body);
    });
}

function report(where, error) {
    const body = {
        errorType: error?.name ?? typeof error,
        errorMessage: error?.message ?? String(error),
        stackTrace: String(error?.stack ?? '').split('\n').slice(1),
    };
    console.error(error);
    return call('POST', where, JSON.stringify(body), { 'Lambda-Runtime-Function-Error-Type': 'Runtime.HandlerError' });
}

async function load() {
    const dot = process.env._HANDLER.lastIndexOf('.');
    const file = path.resolve(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER.slice(0, dot));
    const found = ['.js', '.mjs', '.cjs'].map(ending => file + ending).find(name => fs.existsSync(name));
    const module = await import(pathToFileURL(found ?? file + '.js'));
    const name = process.env._HANDLER.slice(dot + 1);
    const handler = module[name] ?? module.default?.[name];
    if (typeof handler !== 'function') {
        throw new Error(`${process.env._HANDLER} is not a function`);
    }
    return handler;
}

function invoke(handler, event, context) {
    return new Promise((resolve, reject) => {
        const result = handler(event, context, (error, value) => (error ? reject(error) : resolve(value)));
        if (typeof result?.then === 'function') {
            result.then(resolve, reject);
        }
    });
}

async function serve(handler) {
    const next = await call('GET', '/invocation/next');
    const id = next.headers['lambda-runtime-aws-request-id'];
    const deadline = Number(next.headers['lambda-runtime-deadline-ms']);
    const context = {
        awsRequestId: id,
        functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
        functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
        memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
        invokedFunctionArn: next.headers['lambda-runtime-invoked-function-arn'],
        getRemainingTimeInMillis: () => deadline - Date.now(),
    };
    try {
        const value = await invoke(handler, JSON.parse(next.body), context);
        await call('POST', `/invocation/${id}/response`, JSON.stringify(value ?? null));
    } catch (error) {
        await report(`/invocation/${id}/error`, error);
    }
}

load()
    .catch(error => report('/init/error', error).then(() => process.exit(1)))
    .then(async handler => {
        for (;;) {
            await serve(handler);
        }
    });
