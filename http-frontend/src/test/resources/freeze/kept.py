"""Keeps COUNT connections, each after a read, says "ready", and reads again on each when told to.

Prints how many of those first reads after the wait failed. Arguments: http.client or requests, port, count.
"""

import sys


def http_client(port):
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)

    def read():
        if connection.sock is None and read.kept:
            raise ConnectionError("the connection was not kept")
        connection.request("GET", "/cache/secret_now")
        response = connection.getresponse()
        response.read()
        read.kept = connection.sock is not None
        if response.status != 200:
            raise OSError(response.status)

    read.kept = False
    return read


def requests_session(port):
    import requests

    session = requests.Session()
    # A session that is to be trusted with a freeze tries nothing again.
    url = f"http://127.0.0.1:{port}/cache/secret_now"

    def read():
        session.get(url, timeout=10).raise_for_status()

    return read


def main():
    kind, port, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    make = {"http.client": http_client, "requests": requests_session}[kind]
    readers = [make(port) for _ in range(count)]
    for read in readers:
        read()
    print(f"ready {count}", flush=True)
    sys.stdin.readline()
    failed = 0
    for read in readers:
        try:
            read()
        except OSError as e:
            failed += 1
            print(repr(e), file=sys.stderr)
        except Exception as e:  # http.client's own are no OSError
            failed += 1
            print(repr(e), file=sys.stderr)
    print(f"failed {failed}", flush=True)


main()
