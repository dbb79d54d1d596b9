package bluegreen.plan;

import bluegreen.host.Command;
import bluegreen.host.Processes;
import bluegreen.nginx.NginxCommands;
import bluegreen.nginx.NginxFiles;
import bluegreen.nginx.NginxUnit;
import bluegreen.nginx.Relay;
import bluegreen.nginx.RelayFacts;
import bluegreen.plan.FileAction.MakeRoom;
import bluegreen.plan.FileAction.Remove;
import bluegreen.plan.NginxAction.EndWorkers;
import bluegreen.plan.NginxAction.RunCommand;
import bluegreen.plan.NginxAction.RunRelay;
import bluegreen.plan.NginxAction.WriteNginxFile;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans the nginx of our own that a stream which is switched live goes through. */
record RelayPlan(Playbook playbook, AppDir dir, RelayFacts seen) {
  private Relay relay() {
    return new Relay(playbook, dir);
  }

  private NginxCommands lines() {
    return new NginxCommands(relay().server(), seen.user());
  }

  /** What has it pass on to the slots; nothing where it does already, or is not wanted. */
  List<Action> actions(NginxFiles rendered, Map<Slot, Endpoint> endpoints) {
    List<Action> actions = new ArrayList<>();
    if (!seen.wanted()) {
      return actions;
    }
    seen.unready().forEach(room -> actions.add(new MakeRoom(room)));
    if (seen.user().isEmpty() && seen.conf().isEmpty()) {
      actions.add(new FileAction.CreateFolder(dir.nginx().resolve("logs"), 0755));
    }
    String wanted = relay().text(rendered, endpoints);
    String configuration = Relay.configuration(wanted).orElseThrow();
    if (!seen.conf().equals(Optional.of(wanted))) {
      actions.add(new WriteNginxFile(relay().server().conf(), seen.conf(), wanted, false));
    }
    String app = playbook.app().name();
    Optional<String> unit = seen.user().filter(u -> seen.systemd()).map(relay()::unit);
    boolean renew = unit.isPresent() && !unit.equals(seen.unit());
    if (renew) {
      actions.add(new WriteNginxFile(NginxUnit.file(app), seen.unit(), unit.get(), false));
      actions.add(new RunCommand(NginxUnit.forget(), "systemd does not read our unit"));
    }
    if (!seen.loaded().equals(Optional.of(configuration))) {
      Command start = unit.isPresent() ? NginxUnit.start(app) : relay().start(seen.user());
      Command command = seen.running() ? lines().reload() : start;
      actions.add(new RunRelay(command, dir.sockets(), configuration));
      actions.addAll(ended()); // No new connection comes to them any more.
    } else if (renew) {
      actions.add(
          new RunCommand(NginxUnit.enable(app), "our nginx cannot be started with the machine"));
    }
    return actions;
  }

  private List<Action> ended() {
    List<Processes.Id> left = seen.leftBehind().stream().map(Processes.Info::id).toList();
    return left.isEmpty() ? List.of() : List.of(new EndWorkers(left, Optional.empty()));
  }

  /** What ends it, once nobody's connections come to it any more. */
  List<Action> removal() {
    String app = playbook.app().name();
    List<Action> actions = new ArrayList<>();
    if (seen.conf().isPresent() && seen.unit().isPresent()) {
      actions.add(new RunCommand(NginxUnit.end(app), "our nginx cannot be ended"));
      actions.add(new Remove(NginxUnit.file(app)));
      actions.add(new RunCommand(NginxUnit.forget(), "systemd does not forget our nginx"));
    } else if (seen.running()) {
      actions.add(new RunCommand(lines().quit(), "our nginx cannot be ended"));
    }
    actions.addAll(ended());
    return actions;
  }
}
