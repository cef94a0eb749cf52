"""Asks pg_dump, which Debian starts through a script in Perl, for its name."""

import subprocess

print(subprocess.run(["pg_dump", "--version"], check=True, capture_output=True, text=True).stdout.split()[0])
