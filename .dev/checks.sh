# shellcheck shell=bash
# checks.sh - what is checked without running anything: format, scripts, headers, clang-tidy.

# Our C and C++ sources; not the frozen headers of old ABI versions.
own_sources() {
  find host sdk plugins tests -type f \( -name '*.hpp' -o -name '*.cpp' -o -name '*.h' -o -name '*.c' \) \
    -not -path 'tests/abi/[0-9]*' | sort
}

own_scripts() {
  printf '%s\n' dev .ci/run .dev/*.sh
}

format_sources() {
  install_packages check
  step "Formatting $(own_sources | wc -l) files"
  own_sources | xargs clang-format -i
}

# The header tests need no build: the compiler only reads.
check_headers() {
  configure dev -D SIDING_TESTS=ON &&
    ctest --preset dev --parallel "$(jobs)" --label-regex '^header$'
}

# Its copy of the compile commands is without what clang-tidy does not know: ccache and flags of g++.
check_tidy() {
  local commands=build/dev/tidy
  mkdir -p "$commands"
  sed 's/ -fno-gnu-unique//g; s#"command": "[^ ]*/ccache #"command": "#' build/dev/compile_commands.json >"$commands/compile_commands.json"
  find host sdk plugins -name '*.cpp' | sort |
    xargs --max-procs="$(jobs)" --max-args=1 clang-tidy -p "$commands" --quiet --warnings-as-errors='*'
}

# check NAME COMMAND...: one named check; the others run even when it fails.
check() {
  local name=$1
  shift
  step "Checking $name"
  if "$@"; then
    printf 'ok: %s\n' "$name" >&2
  else
    failed_checks+=("$name")
  fi
}

check_format() {
  own_sources | xargs clang-format --dry-run -Werror
}

check_scripts() {
  own_scripts | xargs shellcheck --external-sources
}

# check_sources [--quick]: what compiles nothing; ./dev test has the headers, too.
check_sources() {
  install_packages build test check
  failed_checks=()
  check format check_format
  check scripts check_scripts
  if [[ ${1:-} != --quick ]]; then
    check headers check_headers
    check clang-tidy check_tidy
  fi
  ((${#failed_checks[@]} == 0)) || fail "these checks failed: ${failed_checks[*]}"
}
