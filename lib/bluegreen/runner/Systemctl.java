package bluegreen.runner;

import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Texts;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.HashMap;
import java.util.Map;

/** Asks systemd of units, and tells it what to do. */
record Systemctl(Commands commands) {

  /** What systemd knows of a unit; nothing where it does not answer. */
  Map<String, String> show(SystemdUnit unit) throws InterruptedException {
    Map<String, String> facts = new HashMap<>();
    try {
      for (String line :
          commands.run(new SystemdCommands(unit.name()).show()).stdout().lines().toList()) {
        int equals = line.indexOf('=');
        facts.put(line.substring(0, Math.max(0, equals)), line.substring(equals + 1));
      }
    } catch (HostFailure e) {
      return Map.of();
    }
    return facts;
  }

  /** Whether systemd is about to start it again. */
  boolean isComing(SystemdUnit unit) throws InterruptedException {
    return Files.exists(unit.link(), LinkOption.NOFOLLOW_LINKS)
        && "activating".equals(show(unit).get("ActiveState"));
  }

  /** Runs a command that has to succeed. */
  Commands.Result succeed(Command command) throws HostFailure, InterruptedException {
    Commands.Result result = commands.run(command);
    if (!result.ok()) {
      throw new HostFailure(
          Command.shown(command.argv()) + " failed:\n" + Texts.lastLines(result.output(), 20));
    }
    return result;
  }

  /** What a unit has said in the journal, in its last lines. */
  String said(SystemdUnit unit) throws HostFailure, InterruptedException {
    commands.run(SystemdCommands.syncJournal());
    return commands.run(new SystemdCommands(unit.name()).said()).stdout().strip();
  }
}
