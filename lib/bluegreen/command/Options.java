package bluegreen.command;

import bluegreen.report.Verbosity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What the command line asks for.
 *
 * @param rollbackTo the version to go back to; empty for the one that served before
 * @param slot the slot whose logs are wanted; empty for the one that serves
 * @param lines how many lines of the logs are wanted
 */
public record Options(
    Path playbook,
    boolean dryRun,
    Verbosity verbosity,
    boolean json,
    boolean takeOver,
    Duration lockTimeout,
    boolean detailedExitCode,
    Map<String, String> extraVars,
    Optional<String> rollbackTo,
    Optional<String> slot,
    boolean follow,
    int lines) {}
