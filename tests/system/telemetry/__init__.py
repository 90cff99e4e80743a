"""Spans that a real server sends to a receiver of the OpenTelemetry Protocol."""
