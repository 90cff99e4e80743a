"""Load on a server that runs: what is sent and when, what came of it, what that tells, and a model beyond it.

Arrivals follow a schedule that no answer delays (an open loop), and a request's latency counts from when it was due:
a server that falls behind is seen to, however few connections there are (coordinated omission).
"""
