# Sourced by ./syncline and ./bench/run (POSIX sh). jvm_flags HOME prints what the JVM of that JDK is
# started with, one flag a word: batches of rows live for a second or two, so that half of the heap is
# young, and a third of that is for what survives.
jvm_flags() {
  _flags="-Xshare:auto -XX:+UseParallelGC -XX:NewRatio=1 -XX:SurvivorRatio=4 -XX:MaxTenuringThreshold=2 --enable-native-access=ALL-UNNAMED"
  if [ "$(jdk_major "$1")" -ge 25 ]; then
    _flags="$_flags -XX:+UseCompactObjectHeaders"
  fi
  case $(cat /sys/kernel/mm/transparent_hugepage/enabled 2>/dev/null) in
  *'[always]'* | *'[madvise]'*) _flags="$_flags -XX:+UseTransparentHugePages" ;;
  esac
  printf '%s\n' "$_flags"
}
