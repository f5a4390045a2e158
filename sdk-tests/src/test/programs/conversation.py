"""The loop of every program in Python: get NAME and put NAME TEXT from standard input, a line for each."""
import sys


def answer(get, put):
    for request in sys.stdin:
        words = request.rstrip("\n").split(" ", 2)
        try:
            reply = "value " + (put(*words[1:]) and "written" if words[0] == "put" else get(words[1]))
        except Exception as e:
            reply = "error {} {}".format(type(e).__name__, e).replace("\n", " ")
        print(reply, flush=True)
