#!/bin/bash
case "$1" in
  web) shift; exec node show.js --web "$@" ;;
  *) exec "$@" ;;
esac
