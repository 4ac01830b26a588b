# shellcheck shell=bash
# tests.sh - run ctest and count honestly: what did not run has failed.

# test_cases FILE STATUS: the test cases of a JUnit file with that status.
test_cases() {
  grep -c "^[[:space:]]*<testcase .*$2" "$1" || true
}

# Prints "N passed, N failed", and fails unless all passed and there was one.
report_tests() {
  local xml=$1 all passed
  [[ -s $xml ]] || { printf '0 passed, 1 failed\n'; fail "ctest left no result: no test was run"; }
  all=$(test_cases "$xml" '')
  passed=$(test_cases "$xml" 'status="run"')
  ((all > 0)) || printf 'dev: no test has such a name; that counts as a failure\n' >&2
  printf '%d passed, %d failed\n' "$passed" "$((all > 0 ? all - passed : 1))"
  ((all > 0 && passed == all))
}

# run_tests [--preset P] [FILTER]
run_tests() {
  local preset=dev filter=()
  while (($#)); do
    case $1 in
      --preset) preset=${2:?--preset wants dev, release, asan or tsan}; shift 2 ;;
      -*) fail "./dev test does not know $1" ;;
      *) filter=(-R "$1"); shift ;;
    esac
  done
  build_with_tests "$preset"
  step "Running the tests of build/$preset"
  local xml=$PWD/build/$preset/tests.xml
  rm -f "$xml"
  ctest --preset "$preset" --parallel "$(jobs)" --output-junit "$xml" "${filter[@]}" || true
  report_tests "$xml" || exit 1
}
