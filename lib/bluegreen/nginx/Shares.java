package bluegreen.nginx;

import bluegreen.nginx.FrontFacts.Share;
import bluegreen.nginx.conf.Choice;
import bluegreen.nginx.conf.Pass;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who else than us gets requests of those that visitors send us, as nginx's configuration tells.
 *
 * @param ports those that are ours
 * @param bypasses where visitors go past the passes that lead, or may lead, to us
 */
record Shares(Set<Integer> ports, Bypasses bypasses) {

  /** A sentence for each pass, and each address, that is not ours alone. */
  List<Share> all() {
    List<Share> all = new ArrayList<>();
    bypasses.toUs().forEach(pass -> all.addAll(of(pass)));
    all.addAll(bypasses.all());
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
}
