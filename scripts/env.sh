# Sourced by the scripts beside it: makes or refreshes .venv from the hash-locked requirements.
# usage: . scripts/env.sh runtime|dev     afterwards $PYTHON is the environment's interpreter

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
PYTHON="$root/.venv/bin/python"

guichet_env() {
  local lock="$root/requirements.txt" stamp="$root/.venv/.runtime" want base
  [ "$1" = dev ] && lock="$root/requirements-dev.txt" stamp="$root/.venv/.dev"
  base=${GUICHET_PYTHON:-python3}
  unset GUICHET_PYTHON
  if ! "$base" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Guichet needs Python 3.11 or newer; '$base' is not (set GUICHET_PYTHON to another interpreter)." >&2
    return 3
  fi
  want=$(cat "$lock" "$root/pyproject.toml" | cksum)
  [ -x "$PYTHON" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$want" ] && return 0
  [ -x "$PYTHON" ] || "$base" -m venv "$root/.venv" || return 3
  echo "Installing the pinned packages into .venv (once) …" >&2
  local pip=("$PYTHON" -m pip --quiet --disable-pip-version-check)
  "${pip[@]}" install --require-hashes --no-deps -r "$lock" || return 3
  "${pip[@]}" install --no-deps --no-build-isolation -e "$root" || return 3
  # Our own modules too, as pip does for packages: the first command of a fresh clone is then as fast as the second.
  "$PYTHON" -m compileall -q "$root/app" || true
  [ "$1" = dev ] && cat "$root/requirements.txt" "$root/pyproject.toml" | cksum >"$root/.venv/.runtime"
  printf '%s\n' "$want" >"$stamp"
}

guichet_env "$1" || exit $?
