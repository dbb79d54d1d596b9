package bluegreen.plan;

import bluegreen.nginx.FrontFacts;
import bluegreen.observe.Facts;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Behind;
import bluegreen.playbook.Playbook.Ports;
import bluegreen.playbook.Slot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says which of our ports the user's own nginx in front of ours wants for itself: with ours there
 * it could not start, or be reloaded.
 *
 * @param claims the ports on which it listens as soon as it has read its files, each with the words
 *     that say so
 * @param told those where a stranger listens already, who is told of as such
 */
record ClaimedPorts(Ports ports, int behind, Map<Integer, String> claims, Set<Integer> told) {

  /** Those of what was seen, a sentence each; none where visitors reach ours itself. */
  static List<String> problems(Playbook playbook, Facts facts) {
    Optional<FrontFacts> front = facts.front();
    Optional<Behind> behind = playbook.nginx().behind();
    if (front.isEmpty() || behind.isEmpty()) {
      return List.of();
    }
    Set<Integer> told =
        Stream.concat(
                facts.slots().values().stream().flatMap(slot -> slot.foreign().stream()),
                front.get().stranger().filter(l -> !facts.nginx().running()).stream())
            .map(l -> l.port())
            .collect(Collectors.toSet());
    return new ClaimedPorts(playbook.ports(), behind.get().port(), front.get().claims(), told)
        .problems();
  }

  List<String> problems() {
    return Stream.of(
            claim(ports.blue(), "ports." + Slot.BLUE),
            claim(ports.green(), "ports." + Slot.GREEN),
            claim(Endpoint.here(behind), "nginx.behind"))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<String> claim(Endpoint endpoint, String key) {
    int port = endpoint.port();
    return Optional.ofNullable(claims.get(port))
        .filter(said -> endpoint.isHere())
        .filter(said -> !told.contains(port))
        .map(
            said ->
                "%1$s: your own nginx takes port %2$d as soon as it has read %3$s; give %1$s another port, or that block"
                    .formatted(key, port, said));
  }
}
