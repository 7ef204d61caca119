"""Commands that must work."""

import os
import subprocess


class Failed(Exception):
    """A command that should work did not."""


def run(*command, **variables):
    """What it prints, without blanks around it. `variables` are added to the environment."""
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False,
                            env={**os.environ, **variables})
    if result.returncode:
        raise Failed(f"{' '.join(map(str, command))}\nended with {result.returncode}\n{result.stdout}{result.stderr}")
    return result.stdout.strip()
