#!/bin/sh
set -e
HIDDEN=1
export MODE="live mode"
echo "starting $MODE" >/dev/null
exec "$@"
