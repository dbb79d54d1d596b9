package bluegreen.plan;

import bluegreen.host.Processes;
import bluegreen.nginx.FrontFacts;
import bluegreen.playbook.Playbook.Behind;
import java.util.Optional;

/** Says who has the port on which an nginx of ours is to be started behind the user's own. */
record TakenPort(Behind behind, FrontFacts seen) {
  /** Whoever listens there; empty where nobody does. */
  Optional<String> words() {
    return seen.stranger()
        .map(
            l ->
                "nginx.behind: port "
                    + l.port()
                    + " is taken by "
                    + l.describe()
                    + seen.leads()
                        .map(place -> inOurPlace(l, place))
                        .orElse("; stop it, or choose another port"));
  }

  /** Visitors get a stranger's answers, and no slot of ours could change that. */
  private String inOurPlace(Processes.Listener stranger, String place) {
    return ", and your nginx sends it visitors ("
        + place
        + "), who get its answers until it has ended ("
        + stranger.process().map(p -> "kill " + p.pid()).orElse("ss -ltnp, as root, names it")
        + ") and this was run again, which starts ours there; or give nginx.behind another port, "
        + (behind.include().isPresent()
            ? "to which a run then leads them"
            : "run this, and change that line to it");
  }
}
