"""Tests of the load on a server that runs."""
