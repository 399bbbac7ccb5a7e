"""One request to a handler as its server would make it, and what the client would get.

`check` and this run the same worker. Only what is needed is imported here: the answer waits for it. So there are no
dataclasses, and what is slow to import is imported where it is used.
"""
