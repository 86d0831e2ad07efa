#!/usr/bin/env bash
# Figures of two branch servers on this computer, as a Markdown table: start, idle cost, lag, catch-up. Takes about eight minutes;
# let nothing else run. Linux only (/proc).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/src/demo/launch.sh"
launch "" Benchmark
