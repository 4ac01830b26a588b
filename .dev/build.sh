# shellcheck shell=bash
# build.sh - configure and build the presets of CMakePresets.json.

export NINJA_STATUS='[%f/%t, %es] '

# configure PRESET [cmake arguments]
configure() {
  local preset=$1
  shift
  step "Configuring build/$preset"
  cmake --preset "$preset" "$@"
}

# build PRESET [targets]
build() {
  local preset=$1 target targets=()
  shift
  for target in "$@"; do targets+=(--target "$target"); done
  step "Building build/$preset on $(jobs) cores (the first time takes minutes)"
  cmake --build --preset "$preset" --parallel "$(jobs)" "${targets[@]}"
}

build_with_tests() {
  install_packages build test
  configure "$1" -D SIDING_TESTS=ON
  build "$1"
}
