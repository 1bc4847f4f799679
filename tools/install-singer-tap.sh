#!/usr/bin/env bash
# Installs a real Singer tap from PyPI, for the tests that run one; prints where its program is. Quick where it is there already.
set -euo pipefail

version=${TAP_VERSION:-1.1.2}
folder=${XDG_CACHE_HOME:-$HOME/.cache}/svodka/tap-spreadsheets-$version
program=$folder/bin/tap-spreadsheets
if ! [ -x "$program" ]; then
  python3 -m venv "$folder" >&2
  "$folder/bin/pip" install -q --disable-pip-version-check "tap-spreadsheets==$version" >&2
fi
echo "$program"
