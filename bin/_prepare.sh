# Sourced by the scripts beside it: makes .venv, and installs the locked requirements when they have changed.
# Expects: nothing. Leaves: the working directory at the project's root, `prepare` to call, $python the interpreter in .venv.

cd "$(dirname "$0")/.."
python="$PWD/.venv/bin/python"

die() {
    printf '%s\n' "$*" >&2
    exit 1
}

# The first Python on the path that is 3.11 or newer.
find_python() {
    for candidate in "${PYTHON:-python3}" python3.11 python3.12 python3.13 python3.14 python3 python; do
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    die "La Factoria needs Python 3.11 or newer with its venv module (on Debian: apt install python3-venv). None was found on the path."
}

# Only one of several scripts started at once installs; the others wait. A lock whose owner is gone is taken over.
lock() {
    mkdir -p var
    while ! (set -C; echo $$ >var/install.lock) 2>/dev/null; do
        owner=$(cat var/install.lock 2>/dev/null || true)
        if [ "$owner" = $$ ] || { [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; }; then
            rm -f var/install.lock
        else
            echo "Waiting for process $owner to finish installing (if there is none, remove var/install.lock) ..." >&2
            sleep 2
        fi
    done
    trap 'rm -f var/install.lock' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

unlock() {
    rm -f var/install.lock
    trap - EXIT INT TERM
}

# What .venv has to hold: the lock file's content. A .venv moved or made by another Python does not run its own interpreter.
is_installed() {
    [ -f ".venv/installed-$1" ] && cmp -s "$1" ".venv/installed-$1" && "$python" -c 'import django' 2>/dev/null
}

install() {
    found=$(find_python)
    if ! "$python" -m pip --version >/dev/null 2>&1; then
        echo "Making .venv with $("$found" --version) ..." >&2
        rm -rf .venv
        "$found" -m venv .venv || die "The virtual environment .venv could not be made with $found."
    fi
    echo "Installing $1 into .venv (the first time takes a minute or two) ..." >&2
    "$python" -m pip install --quiet --disable-pip-version-check --no-input --no-deps --require-hashes -r "$1" >var/install.log 2>&1 || {
        tail -n 5 var/install.log >&2
        die "The requirements could not be installed. The lines above say why, var/install.log says more; then start again."
    }
    cp "$1" ".venv/installed-$1"
}

# prepare requirements.txt | requirements-dev.txt
prepare() {
    is_installed "$1" && return
    lock
    is_installed "$1" || install "$1"
    # The larger set holds the smaller one at the same versions.
    if [ "$1" = requirements-dev.txt ]; then cp requirements.txt .venv/installed-requirements.txt; fi
    unlock
}
