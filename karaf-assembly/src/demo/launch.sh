# Sourced by demo.sh and real-data.sh. launch DIR CLASS ARGUMENT…: builds the distribution if it isn't built, unpacks it into DIR
# (a temporary folder when empty) and runs CLASS with HOME DIR ARGUMENT….

launch() {
  local dir=$1 class=$2 version archive home driver status=0
  shift 2
  local root
  root=$(cd "$here/.." && pwd)
  version=$(sed -n 's:.*<version>\(.*\)</version>.*:\1:p' "$root/pom.xml" | head -n 1)
  archive=$here/target/multi-business-sync-$version.tar.gz
  if [ ! -f "$archive" ]; then
    echo "Building the distribution (the first time this downloads its parts) ..."
    (cd "$root" && mvn -B -q -Dquick -pl karaf-assembly -am package) || {
      echo "The build failed; the messages above say why. 'mvn -B verify' shows everything." >&2
      return 1
    }
  fi

  local temporary=
  if [ -z "$dir" ]; then
    temporary=$(mktemp -d "${TMPDIR:-/tmp}/multi-business-sync.XXXXXX")
    dir=$temporary
  elif [ -e "$dir" ] && [ -n "$(ls -A "$dir")" ]; then
    echo "$dir is not empty; give an empty or new folder." >&2
    return 2
  fi
  mkdir -p "$dir/classes"
  dir=$(cd "$dir" && pwd)
  tar -xzf "$archive" -C "$dir"
  home=$dir/multi-business-sync-$version
  driver=$(find "$home/system/org/postgresql" -name 'postgresql-*.jar' | head -n 1)
  javac -encoding UTF-8 -d "$dir/classes" "$here"/src/demo/java/org/multibusiness/sync/demo/*.java

  # The Java program stops what it started; this waits for it, whatever ends the script.
  java -cp "$dir/classes:$driver" "org.multibusiness.sync.demo.$class" "$home" "$dir" "$@" &
  local pid=$!
  trap 'kill -TERM '"$pid"' 2>/dev/null || true' INT TERM
  wait "$pid" || status=$?
  while kill -0 "$pid" 2>/dev/null; do wait "$pid" || status=$?; done
  trap - INT TERM
  if [ -n "$temporary" ] && [ "$status" -ne 1 ]; then
    rm -rf "$temporary"
  fi
  return "$status"
}
