"""What stands between the HTTP server and Flask: clients, limits, kept results, releases, figures, the request log.

A request passes App (front.py) and, unless it is answered there, the bridge to Flask (bridge.py). What Flask needs to
know of it stands in its WSGI environment (context.py).
"""
