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

# By exec, so that the signal with which the agent ends a hook reaches the deployment.
if [ -f "$bundle/deploy.jar" ]; then
  exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    -jar "$bundle/deploy.jar" "$@"
fi
exec sh "$bundle/jbang" "$bundle/deploy.java" "$@"
