package bluegreen.nginx;

import bluegreen.host.Accounts;
import bluegreen.host.Commands;
import bluegreen.host.Processes;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Behind;
import java.util.List;

/** The workers of an nginx of ours whose master was killed: they still take requests. */
record Orphans(Playbook playbook, Behind behind, Commands commands, Processes processes) {

  /** Those that hold our port, if one of those who listen there is one. */
  List<Processes.Info> among(List<Processes.Listener> atPort) throws InterruptedException {
    if (atPort.stream().flatMap(l -> l.process().stream()).noneMatch(this::isOrphan)) {
      return List.of();
    }
    long user =
        Accounts.areRoot()
            ? NginxUser.of(playbook.app().name(), new Accounts(commands)).uid()
            : processes.ownUser();
    return processes.holders(behind.port()).stream()
        .filter(p -> isOrphan(p) && processes.user(p.pid()).orElse(-1) == user)
        .toList();
  }

  /** A worker ends with its master, unless that was killed. */
  private boolean isOrphan(Processes.Info process) {
    return process.command().startsWith("nginx: worker")
        && processes
            .find(process.parent())
            .filter(p -> p.command().startsWith("nginx: master"))
            .isEmpty();
  }
}
