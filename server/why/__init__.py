"""Why a triple holds: its proof down to what somebody states, with who states it where."""
