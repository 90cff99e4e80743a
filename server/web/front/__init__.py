"""What stands between the HTTP server and the web application: the layers in the order in which a request passes them.

`App` (app.py) has made them: log and figures, client, budgets, sending, release, body, response cache, dispatch. What
Flask needs to know of a request is `Context` (endpoint/http.py), which its WSGI environment holds (wsgi.py).
"""
