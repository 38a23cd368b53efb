#!/bin/sh
# Starts polyhead. $POLYHEAD_JAVA_OPTIONS are further options of the Java runtime. A server that native code or the
# kernel ended is started again, $POLYHEAD_RESTARTS times in ten minutes (5); 0 leaves that to another supervisor.
home=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd) || exit 1
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}" # else the C library keeps memory by the gigabyte
# The optimising compiler is for what runs for long: at the usual thresholds it takes half of a start's processor time.
late="-XX:Tier4InvocationThreshold=100000 -XX:Tier4MinInvocationThreshold=20000 \
    -XX:Tier4CompileThreshold=200000 -XX:Tier4BackEdgeThreshold=800000"
restarts=${POLYHEAD_RESTARTS:-5}
start() {
    exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xshare:auto -XX:SharedArchiveFile="$home/app/%ARCHIVE%" \
        $late --add-exports %EXPORTS% $POLYHEAD_JAVA_OPTIONS -jar "$home/app/polyhead.jar" "$@"
}
[ "$1" = serve ] && [ "$restarts" -gt 0 ] || start "$@"

server=
asked=
trap 'asked=1; kill -TERM $server 2>/dev/null' TERM INT HUP
again=0
while :; do
    began=$(date +%s)
    start "$@" &
    server=$!
    [ -z "$asked" ] || kill -TERM "$server" # asked before it was there
    wait "$server"
    status=$?
    while [ -n "$asked" ] && kill -0 "$server" 2>/dev/null; do # the signal ended the wait, not the server
        wait "$server"
        status=$?
    done
    [ -z "$asked" ] || exit "$status"
    case $status in
    134) why='SIGABRT: native code failed, as when the file of a loaded model was cut short' ;;
    135) why='SIGBUS: the file of a loaded model was cut short, or a disk failed' ;;
    137) why='SIGKILL: memory ran out, or somebody ended it' ;;
    139) why='SIGSEGV: native code failed' ;;
    *) exit "$status" ;;
    esac
    [ $(($(date +%s) - began)) -lt 600 ] || again=0
    again=$((again + 1))
    if [ "$again" -gt "$restarts" ]; then
        echo "polyhead: the server was ended by $why. That was $again times in a row; it is not started again." >&2
        exit "$status"
    fi
    pause=$((1 << (again - 1)))
    echo "polyhead: the server (process $server) was ended by $why. It starts again in $pause s ($again of $restarts)." >&2
    server=
    sleep "$pause" &
    wait $!
    [ -z "$asked" ] || exit 143
done
