"""The web application: pages rendered on the server, in English, Russian and Belarusian, over the engine's pool."""
