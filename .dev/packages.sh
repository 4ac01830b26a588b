# shellcheck shell=bash
# packages.sh - the Debian 12 packages, by what they are for. Nothing is ever removed.

declare -A packages=(
  [build]="g++ cmake ninja-build libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev libspdlog-dev libyaml-cpp-dev libcli11-dev prometheus-cpp-dev liburing-dev"
  [run]="curl"
  [test]="doctest-dev clang nodejs npm prometheus chromium fonts-dejavu-core haproxy python3 python3-yaml debootstrap dpkg-dev file"
  [package]="dpkg-dev file"
  [check]="clang-format clang-tidy shellcheck"
  [bench]="apache2-utils python3 python3-fastapi python3-uvicorn slowhttptest"
  [throughput]="nginx-light"
  [fuzz]="clang libclang-rt-14-dev"
)

# What counts as installed when its program is there, whoever brought it: Debian's would want to replace it.
declare -A programs=([nodejs]=node [npm]=npm)

is_installed() {
  [[ -v programs[$1] ]] && command -v "${programs[$1]}" >/dev/null && return
  [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# Prints those of the groups that are not installed.
missing_packages() {
  local group package
  for group in "$@"; do
    [[ -v packages[$group] ]] || fail "no package group '$group'; there are: ${!packages[*]}"
    for package in ${packages[$group]}; do
      is_installed "$package" || printf '%s\n' "$package"
    done
  done
}

# Debian's Boost 1.74 and 1.81 headers exclude each other.
explain_boost_conflict() {
  local old
  old=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' 'libboost*1.74-dev' 2>/dev/null | awk '$2 == "installed" { print $1 }') || true
  [[ -n $old ]] || return 0
  cat >&2 <<END
dev: Boost 1.74's headers are installed, and Debian does not allow 1.81's beside them:
       ${old//$'\n'/ }
     Siding needs 1.81. Nothing has been removed. If nothing of yours needs 1.74:
       apt-get remove libboost1.74-dev
     and call this again; or build in a container or chroot.
END
  exit 1
}

can_sudo() {
  command -v sudo >/dev/null || return 1
  [[ -t 0 ]] || sudo -n true 2>/dev/null
}

# install_packages GROUP...: what is missing of them, as root or with sudo.
install_packages() {
  local names missing as_root=()
  names=$(missing_packages "$@") || exit 1
  [[ -n $names ]] || return 0
  mapfile -t missing <<<"$names"
  step "Installing ${#missing[@]} Debian packages: ${missing[*]}"
  command -v apt-get >/dev/null || fail "apt-get is not here; install what corresponds to these, then build with cmake: ${missing[*]}"
  [[ " ${missing[*]} " != *" libboost1.81-dev "* ]] || explain_boost_conflict

  if ((EUID != 0)); then
    can_sudo || fail "this needs root, and sudo is not to be had. As root run:
     apt-get update && apt-get install --no-remove --no-install-recommends ${missing[*]}"
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -q || fail "apt-get update failed: is a package mirror reachable?"
  # RUNLEVEL=1: a server among them is installed, not started.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -q -y --no-remove --no-install-recommends "${missing[@]}" ||
    fail "apt-get could not install them; nothing was removed"
}
