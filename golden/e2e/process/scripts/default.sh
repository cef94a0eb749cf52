#!/bin/sh
if [ -z "$MODE" ]; then
  export MODE=test
fi
export ZONE="${ZONE:-UTC}"
: "${LEVEL:=info}"
export LEVEL
exec "$@"
