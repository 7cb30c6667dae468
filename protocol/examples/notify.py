#!/usr/bin/env python3
"""notify.py TYPE [DATA [SECONDS]]: tells Dom0 of an event through the agent's socket.

With SECONDS it waits so long for the handler's answer, and prints it. Exit status: that of the agent's answer (1 failed,
3 timed out), 69 if no agent is there.
"""
import base64
import json
import os
import socket
import sys

SOCKET = os.environ.get("XEN_NOTIFY_SOCKET", "/run/xen-notify/agent.sock")


class Notifier:
    """A connection to the agent, for any number of events, one after the other."""

    def __init__(self, path=SOCKET):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)
        self.lines = self.socket.makefile("rwb")

    def send(self, type, data="", **more):
        """The agent's answer, as a dictionary; data is text or bytes, more is wait, timeout, drop, via."""
        if isinstance(data, bytes):
            request = {"type": type, "data_base64": base64.b64encode(data).decode(), **more}
        else:
            request = {"type": type, "data": data, **more}
        self.lines.write(json.dumps(request).encode() + b"\n")
        self.lines.flush()
        answer = self.lines.readline()
        if not answer:
            raise ConnectionError("the agent went away: nobody knows what became of the event")
        return json.loads(answer)


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    try:
        wait = {"wait": float(sys.argv[3])} if len(sys.argv) == 4 else {}
        answer = Notifier().send(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "", **wait)
    except OSError as e:
        print(f"notify.py: no agent answers at {SOCKET}: {e}", file=sys.stderr)
        sys.exit(69)
    if not answer["ok"]:
        print("notify.py:", answer["error"], file=sys.stderr)
        sys.exit(answer["exit"])
    print(answer.get("answer", ""), end="")
