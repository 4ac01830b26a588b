# shellcheck shell=bash
# fuzz.sh - run the harnesses of tests/fuzz under libFuzzer.

fuzz_names() {
  local directory
  for directory in tests/fuzz/corpus/*/; do basename "$directory"; done
}

# fuzz_one NAME SECONDS: what it says goes to build/fuzz/NAME.log.
# The corpus grows in build/fuzz/corpus; the committed one is only read.
fuzz_one() {
  local name=$1 seconds=$2
  mkdir -p "build/fuzz/corpus/$name" build/fuzz/findings
  build/fuzz/bin/"fuzz_$name" -max_total_time="$seconds" -max_len=4096 -timeout=60 -rss_limit_mb=1024 -print_final_stats=1 \
    -dict="tests/fuzz/dictionary/$name" -artifact_prefix="build/fuzz/findings/$name-" \
    "build/fuzz/corpus/$name" "tests/fuzz/corpus/$name" >"build/fuzz/$name.log" 2>&1
}

# One line about a run that is over. Fails, with the end of its log, when it found something.
fuzz_report() {
  local name=$1 status=$2 log=build/fuzz/$1.log executions coverage found
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  coverage=$(grep -o 'cov: [0-9]* ft: [0-9]* corp: [0-9]*' "$log" | tail -n 1)
  found=$(sed -n 's/.*Test unit written to //p' "$log")
  printf '%-9s %10s executions  %-36s %s\n' "$name" "${executions:-0}" "${coverage:-cov: ?}" "${found:-no finding}"
  ((status != 0)) || return 0
  tail -n 40 "$log" >&2
  cat >&2 <<END
dev: $name found something (exit $status); all of it is in $log
     ${found:+again: build/fuzz/bin/fuzz_$name $found
     once it is mended: cp $found tests/fuzz/corpus/$name/WHAT_IT_SHOWS}
END
  return 1
}

# run_fuzz NAME|all SECONDS
run_fuzz() {
  local seconds=${2:-60} name names=() failed=0 running=0
  mapfile -t names < <(fuzz_names)
  if [[ ${1:-} != all ]]; then
    [[ " ${names[*]} " == *" ${1:-} "* ]] || fail "./dev fuzz NAME SECONDS: the names are all, ${names[*]}"
    names=("$1")
  fi
  [[ $seconds =~ ^[1-9][0-9]*$ ]] || fail "./dev fuzz $1 SECONDS: '$seconds' is no number of seconds"

  install_packages build fuzz
  configure fuzz
  build fuzz "${names[@]/#/fuzz_}"
  step "Fuzzing ${names[*]}: $seconds s each, on $(jobs) cores"
  declare -A pids=()
  for name in "${names[@]}"; do
    if ((running == $(jobs))); then
      wait -n || true  # its status is asked for below
      running=$((running - 1))
    fi
    fuzz_one "$name" "$seconds" &
    pids[$name]=$!
    running=$((running + 1))
  done
  for name in "${names[@]}"; do
    local status=0
    wait "${pids[$name]}" || status=$?
    fuzz_report "$name" "$status" || failed=1
  done
  ((failed == 0)) || exit 1
}
