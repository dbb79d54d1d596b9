package bluegreen.nginx;

import bluegreen.nginx.FrontFacts.Share;
import bluegreen.nginx.conf.Choice;
import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.Pass;
import bluegreen.nginx.conf.ServerBlock;
import bluegreen.nginx.conf.Socket;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who else than us gets requests of those that visitors send us, as nginx's configuration tells.
 *
 * @param toUs the passes that lead, or may lead, to us
 * @param ports those that are ours
 */
record Shares(Configuration configuration, List<Pass> toUs, Set<Integer> ports) {

  /** A sentence for each pass, and each address, that is not ours alone. */
  List<Share> all() {
    List<Share> all = new ArrayList<>();
    toUs.forEach(pass -> all.addAll(of(pass)));
    toUs.stream().map(Pass::server).distinct().forEach(server -> all.addAll(detours(server)));
    return all.stream().distinct().toList();
  }

  /** Whether a choice is an address of ours. */
  static boolean isOurs(Choice choice, Set<Integer> ports) {
    return choice.isHere() && ports.contains(choice.address().get().port());
  }

  private List<Share> of(Pass pass) {
    List<Choice> all = pass.choices();
    List<Choice> ours = all.stream().filter(c -> isOurs(c, ports)).toList();
    List<Choice> others = all.stream().filter(c -> !isOurs(c, ports) && !c.spare()).toList();
    if (ours.isEmpty() || others.isEmpty()) {
      return List.of();
    }
    boolean spare = ours.stream().allMatch(Choice::spare);
    String named = others.stream().map(Choice::shown).collect(Collectors.joining(", "));
    return List.of(
        new Share(
            pass.directive().place()
                + ": "
                + pass.directive().shown()
                + (spare
                    ? "; leads to us (" + ours.get(0).shown() + ") only where nobody answers at "
                    : "; leads to others as well: ")
                + named,
            spare || others.stream().anyMatch(Choice::isHere)));
  }

  private List<Share> detours(ServerBlock server) {
    Set<Socket> sockets = new LinkedHashSet<>();
    server.listens().forEach(l -> sockets.add(l.socket()));
    Set<String> names = new LinkedHashSet<>();
    server.names().forEach(n -> n.askable().ifPresent(names::add));
    return new Detours(configuration.entrances(), sockets, names)
        .named().stream()
            .filter(d -> toUs.stream().noneMatch(p -> p.server().equals(d.block())))
            .filter(d -> d.block().redirect("/").isEmpty())
            .map(
                d ->
                    new Share(
                        "requests for %s that come by %s are answered by %s"
                            .formatted(d.name(), d.socket().shown(), d.block().place()),
                        true))
            .toList();
  }
}
