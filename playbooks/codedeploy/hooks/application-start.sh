#!/bin/sh
# Deploys. Waits where a deployment that CodeDeploy has given up is still clearing away.
exec sh "$(dirname "$0")/deploy-java.sh" deploy --lock-timeout 2m
