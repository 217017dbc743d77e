# Sourced by ./syncline and ./bench/run (POSIX sh). jvm_flags HOME prints what the JVM of that JDK is
# started with, one flag a word: batches of rows live for a second or two, so that half of the heap is
# young, and a third of that is for what survives. A collector that the user chooses comes alone, for
# a JVM that is given two does not start.
jvm_flags() {
  _collector="-XX:+UseParallelGC -XX:NewRatio=1 -XX:SurvivorRatio=4 -XX:MaxTenuringThreshold=2 "
  for _option in ${SYNCLINE_JAVA_OPTS-} ${JDK_JAVA_OPTIONS-} ${JAVA_TOOL_OPTIONS-}; do
    case $_option in
    -XX:+Use*GC) _collector= ;;
    esac
  done
  _flags="-Xshare:auto ${_collector}--enable-native-access=ALL-UNNAMED"
  if [ "$(jdk_major "$1")" -ge 25 ]; then
    _flags="$_flags -XX:+UseCompactObjectHeaders"
  fi
  case $(cat /sys/kernel/mm/transparent_hugepage/enabled 2>/dev/null) in
  *'[always]'* | *'[madvise]'*) _flags="$_flags -XX:+UseTransparentHugePages" ;;
  esac
  printf '%s\n' "$_flags"
}
