package bluegreen.plan;

import bluegreen.observe.Facts;
import java.util.Optional;

/**
 * Who answers visitors in the place of a process of ours that is gone: nginx falls back only where
 * nobody does.
 */
public record Intruder(Facts facts) {

  /** In a sentence, with the way back; empty where there is none. */
  public Optional<String> words() {
    return facts
        .nginx()
        .pointed()
        .filter(pointed -> facts.of(pointed).running().isEmpty())
        .flatMap(pointed -> facts.of(pointed).foreign())
        .map(
            who ->
                "visitors are answered by "
                    + who.describe()
                    + ", who has port "
                    + who.port()
                    + " since our process there is gone; deploy.java rollback PLAYBOOK moves them"
                    + " to a version of ours");
  }

  /** The same of the slot that is not active: nginx may fall back to whoever is there. */
  public Optional<String> atTheBackup() {
    return facts
        .serving()
        .flatMap(
            active ->
                facts
                    .of(active.other())
                    .foreign()
                    .map(
                        who ->
                            who.describe()
                                + " has port "
                                + who.port()
                                + ", which is "
                                + active.other()
                                + "'s: "
                                + (facts.of(active.other()).served()
                                    ? "it answers visitors where " + active + " does not, and "
                                    : "")
                                + "the next deployment is refused until it has ended"));
  }
}
