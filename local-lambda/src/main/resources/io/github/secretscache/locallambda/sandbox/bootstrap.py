"""A Python runtime in one file: AWS's own awslambdaric where it is installed, else a small loop of the same shape."""
import http.client
import importlib
import importlib.util
import json
import os
import sys
import time
import traceback

BASE = '/2018-06-01/runtime'


class Context:
    """What a handler is told about its invocation."""

    def __init__(self, headers):
        self.aws_request_id = headers['Lambda-Runtime-Aws-Request-Id']
        self.invoked_function_arn = headers['Lambda-Runtime-Invoked-Function-Arn']
        self.function_name = os.environ['AWS_LAMBDA_FUNCTION_NAME']
        self.function_version = os.environ['AWS_LAMBDA_FUNCTION_VERSION']
        self.memory_limit_in_mb = os.environ['AWS_LAMBDA_FUNCTION_MEMORY_SIZE']
        self.log_group_name = os.environ['AWS_LAMBDA_LOG_GROUP_NAME']
        self.log_stream_name = os.environ['AWS_LAMBDA_LOG_STREAM_NAME']
        self.client_context = None
        self.identity = None
        self._deadline = int(headers['Lambda-Runtime-Deadline-Ms'])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))


def call(connection, method, where, body=None, headers=None):
    connection.request(method, BASE + where, body, headers or {})
    reply = connection.getresponse()
    return reply.headers, reply.read()


def report(connection, where, error):
    traceback.print_exception(error)
    body = {
        'errorType': type(error).__name__,
        'errorMessage': str(error),
        'stackTrace': traceback.format_tb(error.__traceback__),
    }
    kind = {'Lambda-Runtime-Function-Error-Type': 'Runtime.HandlerError'}
    call(connection, 'POST', where, json.dumps(body).encode(), kind)


def load(handler):
    module, _, name = handler.rpartition('.')
    return getattr(importlib.import_module(module.replace('/', '.')), name)


def serve(connection, handler):
    headers, event = call(connection, 'GET', '/invocation/next')
    context = Context(headers)
    where = '/invocation/' + context.aws_request_id
    if headers['Lambda-Runtime-Trace-Id']:
        os.environ['_X_AMZN_TRACE_ID'] = headers['Lambda-Runtime-Trace-Id']
    try:
        answer = json.dumps(handler(json.loads(event), context)).encode()
    except Exception as error:
        report(connection, where + '/error', error)
        return
    call(connection, 'POST', where + '/response', answer)


def main(handler, *layer):
    sys.path[:0] = [os.environ['LAMBDA_TASK_ROOT'], *layer]
    if importlib.util.find_spec('awslambdaric'):
        from awslambdaric.__main__ import main as ric
        ric(['', handler])
        return
    connection = http.client.HTTPConnection(os.environ['AWS_LAMBDA_RUNTIME_API'])
    try:
        function = load(handler)
    except BaseException as error:
        report(connection, '/init/error', error)
        sys.exit(1)
    while True:
        serve(connection, function)


main(*sys.argv[1:])
