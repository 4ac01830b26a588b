# shellcheck shell=bash
# steps.sh - how ./dev talks: each step says what it does, each failure what to do.

step() {
  printf '\n==> %s\n' "$*" >&2
}

fail() {
  printf 'dev: %s\n' "$*" >&2
  exit 1
}

# Nothing fails silently: whatever ends the script says which command it was.
set -o errtrace
trap 'printf "dev: this failed: %s\n" "$BASH_COMMAND" >&2' ERR

jobs() {
  nproc
}
