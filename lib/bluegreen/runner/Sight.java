package bluegreen.runner;

import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Slot;
import java.util.Optional;

/**
 * What was seen of a slot in which the user's commands have the app run.
 *
 * @param accepts whether somebody accepts connections in its place
 * @param answer whether it runs, as their command says
 */
record Sight(boolean accepts, UserCommands.Answer answer) {
  /** Of what has just been started. */
  static final Sight FRESH = new Sight(true, UserCommands.Answer.NONE);

  /**
   * Why nothing is to be started there: whoever answers there already would be taken for it.
   *
   * @param isOurs whether what is there is known to be ours
   */
  Optional<String> barrier(Slot slot, Endpoint place, boolean isOurs) {
    if (!answer.doubt().isEmpty()) {
      return Optional.of(
          "slots.%s: whether anything runs at %s cannot be told, and so nothing is started there: %s"
              .formatted(slot, place.address(), answer.doubt()));
    }
    boolean heard = !place.isHere() && accepts; // Of this machine the kernel tells who it is.
    return Optional.of(
            heard ? "somebody accepts connections there" : "app.start.running ended with 0")
        .filter(what -> !isOurs && (heard || answer.runs().orElse(false)))
        .map(
            what ->
                "slots.%s: %s: %s, and nothing was started there by this playbook; stop it first, or give the slot another place"
                    .formatted(slot, place.address(), what));
  }
}
