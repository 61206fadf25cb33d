"""Wait until the server on a local port answers: wait_until_served.py PORT PROCESS [ADDRESS]. 1 when the process is gone."""

import http.client
import os
import sys
import time


def answers(port: int, address: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", address)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except OSError:
        return False
    return True


def main(port: int, process: int, address: str = "/accounts/login/") -> int:
    while lives(process):
        if answers(port, address):
            return 0
        time.sleep(0.05)
    return 1


sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]))
