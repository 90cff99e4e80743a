"""The web application: pages rendered on the server, in English and Russian, over the engine's pool."""
