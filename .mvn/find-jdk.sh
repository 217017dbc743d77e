# Sourced by ./mvnw and ./syncline (POSIX sh). find_jdk prints the home of a JDK of at least
# $SYNCLINE_MIN_JAVA, or returns 1. Looks at JAVA_HOME, then PATH, then where each system keeps its JDKs.
SYNCLINE_MIN_JAVA=21

jdk_major() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

jdk_is_recent() {
  _major=$(jdk_major "$1") && [ -n "$_major" ] && [ "$_major" -ge "$SYNCLINE_MIN_JAVA" ]
}

find_jdk() {
  if [ -n "${JAVA_HOME-}" ] && jdk_is_recent "$JAVA_HOME"; then
    printf '%s\n' "$JAVA_HOME"
    return 0
  fi
  _javac=$(command -v javac 2>/dev/null) && _javac=$(readlink -f "$_javac" 2>/dev/null) || _javac=
  if [ -n "$_javac" ] && jdk_is_recent "${_javac%/bin/javac}"; then
    printf '%s\n' "${_javac%/bin/javac}"
    return 0
  fi
  if [ -x /usr/libexec/java_home ]; then
    _home=$(/usr/libexec/java_home -v "$SYNCLINE_MIN_JAVA+" 2>/dev/null) || _home=
    if [ -n "$_home" ] && jdk_is_recent "$_home"; then
      printf '%s\n' "$_home"
      return 0
    fi
  fi
  _newest= _newest_major=0
  for _home in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* "${HOME-}"/.asdf/installs/java/*; do
    _major=$(jdk_major "$_home") && [ -n "$_major" ] || continue
    if [ "$_major" -ge "$SYNCLINE_MIN_JAVA" ] && [ "$_major" -gt "$_newest_major" ]; then
      _newest=$_home _newest_major=$_major
    fi
  done
  [ -n "$_newest" ] && printf '%s\n' "$_newest"
}
