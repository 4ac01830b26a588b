# shellcheck shell=bash
# build.sh - configure and build the presets of CMakePresets.json.

export NINJA_STATUS='[%f/%t, %es] '

# So that ccache knows what uses precompiled headers.
export CCACHE_SLOPPINESS=${CCACHE_SLOPPINESS:-pch_defines,time_macros}

# configure PRESET [cmake arguments]: with ccache where it is installed.
configure() {
  local preset=$1 launcher
  shift
  launcher=$(command -v ccache || true)
  step "Configuring build/$preset"
  cmake --preset "$preset" -D CMAKE_C_COMPILER_LAUNCHER="$launcher" -D CMAKE_CXX_COMPILER_LAUNCHER="$launcher" "$@"
}

# build PRESET [targets]
build() {
  local preset=$1 target targets=()
  shift
  for target in "$@"; do targets+=(--target "$target"); done
  step "Building build/$preset on $(jobs) cores (the first time takes minutes)"
  cmake --build --preset "$preset" --parallel "$(jobs)" "${targets[@]}"
}

# build_with_tests PRESET [targets]
build_with_tests() {
  install_packages build test
  configure "$1" -D SIDING_TESTS=ON
  build "$@"
}
