#!/usr/bin/env bash
# Your own data through two branch servers: FILE.sql is loaded at A, its schema alone at B; after the first copy both must hold
# the same rows, and again after 10,000 mixed changes on both sides. Exit 0 only then.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [ $# -lt 1 ] || [ ! -f "$1" ]; then
  echo "Usage: bash karaf-assembly/real-data.sh FILE.sql [--dir DIR]" >&2
  echo "FILE.sql: a plain dump with INSERT statements (pg_dump --inserts). '${1:-}' is not a file." >&2
  exit 2
fi
file=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
dir=
if [ "${2:-}" = --dir ]; then dir=${3:?--dir needs a folder}; fi

. "$here/src/demo/launch.sh"
launch "$dir" DumpTour "$file"
