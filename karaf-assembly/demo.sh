#!/usr/bin/env bash
# Two branch servers on this computer: they find each other, sell, are cut apart, sell on, meet again and agree.
# Needs JDK 17 and Maven. See README.md.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
usage() {
  cat <<USAGE
Usage: bash karaf-assembly/demo.sh [--once] [--nodes N] [--dir DIR]
  --once     stop at the end; exit 0 only if all nodes agree (default: keep running until Ctrl-C)
  --nodes N  how many branches, 2 to 9 (default 2)
  --dir DIR  an empty folder for their data; kept (default: a temporary folder, removed)
USAGE
}

nodes=2 once=false dir=
while [ $# -gt 0 ]; do
  case "$1" in
    --once) once=true ;;
    --nodes) nodes=${2:?--nodes needs a number from 2 to 9}; shift ;;
    --dir) dir=${2:?--dir needs a folder}; shift ;;
    --help|-h) usage; exit 0 ;;
    *) echo "demo.sh: '$1' is not an option." >&2; usage >&2; exit 2 ;;
  esac
  shift
done
case "$nodes" in
  [2-9]) ;;
  *) echo "demo.sh: --nodes $nodes is not allowed; a number from 2 to 9." >&2; exit 2 ;;
esac

. "$here/src/demo/launch.sh"
launch "$dir" Demo "$nodes" "$once"
