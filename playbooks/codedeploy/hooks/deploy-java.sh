#!/bin/sh
# Runs deploy.java on the bundle's playbook: deploy-java.sh COMMAND [OPTION...]
# It is the bundle's deploy.jar or else its sources by JBang. CodeDeploy's agent gives a hook next to
# nothing: no HOME, perhaps a short PATH, no locale, a working directory of its own choice.
set -eu

PATH=${PATH:+$PATH:}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
# Without a locale, Java would write anything but ASCII as question marks.
if [ -z "${LC_ALL:-}${LC_CTYPE:-}${LANG:-}" ]; then
  LC_ALL=C.UTF-8
  export LC_ALL
fi

bundle=$(cd "$(dirname "$0")/.." && pwd -P)
# The bundle's folder is removed some day, and nothing that is started here may be in it then.
cd /

# NAME=VALUE lines, for {{ vars.NAME }}; and options of a deployment, such as --take-over.
group=$bundle/groups/${DEPLOYMENT_GROUP_NAME:-}
if [ -f "$group" ]; then
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      '' | '#'*) ;;
      --*) case $1 in deploy) set -- "$@" "$line" ;; esac ;;
      *) set -- "$@" -e "$line" ;;
    esac
  done <"$group"
fi
set -- "$@" "$bundle/playbook.yml"

# An older Java would only tell the number of a class file's format.
check_java() {
  java_folder=$(readlink -f "$(command -v "$1")") && java_folder=${java_folder%/bin/java} || return 0
  for file in "$java_folder/release" "${java_folder%/jre}/release"; do
    if [ -r "$file" ]; then
      major=$(sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' "$file")
      [ "${major:-17}" -ge 17 ] || {
        echo "$1 is Java $major; deploy.jar needs 17 or newer: install it, and have JAVA_HOME or the PATH lead to it" >&2
        exit 1
      }
    fi
  done
}

# By exec, so that the signal with which the agent ends a hook reaches the deployment.
if [ -f "$bundle/deploy.jar" ]; then
  check_java "${JAVA_HOME:+$JAVA_HOME/bin/}java"
  exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    -jar "$bundle/deploy.jar" "$@"
fi
exec sh "$bundle/jbang" "$bundle/deploy.java" "$@"
