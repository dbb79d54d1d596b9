#!/bin/sh
# Fails unless nginx serves what this bundle holds, healthy.
exec sh "$(dirname "$0")/deploy-java.sh" verify
