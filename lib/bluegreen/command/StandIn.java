package bluegreen.command;

import bluegreen.observe.Facts;
import bluegreen.plan.Intruder;
import bluegreen.playbook.Slot;
import java.util.Optional;

/** Who answers visitors where the process that nginx sends them to does not. */
record StandIn(Facts facts) {

  /** In a sentence; empty where that process answers itself. */
  Optional<String> words() {
    return new Intruder(facts).words().or(this::backup).or(this::nobody);
  }

  /** Where what served has ended by itself, and nothing of ours answers. */
  private Optional<String> nobody() {
    return facts
        .nginx()
        .pointed()
        .filter(pointed -> facts.serving().isEmpty() && facts.of(pointed).crashed())
        .map(
            pointed ->
                "nobody answers visitors: the process on "
                    + pointed
                    + " has ended by itself"
                    + next(pointed));
  }

  private static String next(Slot slot) {
    return "; deploy.java logs --slot "
        + slot
        + " PLAYBOOK says what it wrote, and deploy.java PLAYBOOK starts it again";
  }

  private String gone(Slot slot) {
    return " is gone" + (facts.of(slot).crashed() ? next(slot) : "");
  }

  /** The version that served before; empty where it is not that. */
  Optional<String> backup() {
    Optional<Slot> next = facts.serving();
    return facts
        .nginx()
        .pointed()
        .filter(pointed -> next.isPresent() && next.get() != pointed)
        .filter(pointed -> new Intruder(facts).words().isEmpty())
        .map(
            pointed ->
                "the backup is serving: the process on "
                    + pointed
                    + (facts.of(pointed).running().isPresent()
                        ? " does not listen"
                        : gone(pointed)));
  }
}
