#!/bin/sh
mkdir -p /srv/uploads data/cache
chown node:node /srv/uploads
exec node show.js "$@"
