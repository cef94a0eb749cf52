#!/bin/sh
set -e
if [ "$(id -u)" = "0" ]; then
  mkdir -p /srv/uploads
  chown -R node:node /srv/uploads
  exec gosu node "$0" "$@"
fi
exec "$@"
