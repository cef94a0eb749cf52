#!/bin/sh
cd "$(dirname "$0")/.."
run() {
  first=$1
  shift
  exec node show.js "$first" "$@"
}
for name in ONE TWO; do
  export "$name=1"
done
run "first word" "$@"
