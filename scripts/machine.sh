#!/bin/sh
# Installs the system packages that `DM_TEST=all make test` needs. Debian, as root; safe to repeat.
set -eu

missing=""
for command in git make; do
  command -v "$command" >/dev/null 2>&1 || missing="$missing $command"
done
# `script` gives the command line a terminal in its tests.
command -v script >/dev/null 2>&1 || missing="$missing bsdutils"
# A compiler and a language that is not Node, for the repositories that tests make. Without its headers it links nothing.
command -v cc >/dev/null 2>&1 || missing="$missing gcc libc6-dev"
command -v python3 >/dev/null 2>&1 || missing="$missing python3"
# Certificates of the test control plane.
command -v openssl >/dev/null 2>&1 || missing="$missing openssl"
# Nodes of the test cluster: what runs containers, networks of pods, and how the machine is told.
command -v containerd >/dev/null 2>&1 || missing="$missing containerd"
command -v runc >/dev/null 2>&1 || missing="$missing runc"
[ -e /usr/lib/cni/bridge ] || [ -e /opt/cni/bin/bridge ] || missing="$missing containernetworking-plugins"
command -v ip >/dev/null 2>&1 || missing="$missing iproute2"
command -v nft >/dev/null 2>&1 || [ -x /usr/sbin/nft ] || missing="$missing nftables"
# The browser of the browser tests, and letters for it: without them it draws boxes.
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
[ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] || missing="$missing fonts-dejavu-core"

if [ -z "$missing" ]; then
  echo "machine: nothing to install"
  exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "machine: these packages are missing and only root can install them:$missing" >&2
  exit 1
fi
apt-get update -qq
# shellcheck disable=SC2086 # a list of names
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
