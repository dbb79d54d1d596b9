package bluegreen.report;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says of a plan that is only shown what it would do: its steps tell what they have done. */
final class Tense {
  private static final Map<String, String> VERBS =
      Map.ofEntries(
          Map.entry("stored", "store"),
          Map.entry("fetched", "fetch"),
          Map.entry("installed", "install"),
          Map.entry("configured", "configure"),
          Map.entry("wrote", "write"),
          Map.entry("started", "start"),
          Map.entry("reloaded", "reload"),
          Map.entry("removed", "remove"),
          Map.entry("emptied", "empty"),
          Map.entry("stopped", "stop"),
          Map.entry("kept", "keep"),
          Map.entry("left", "leave"),
          Map.entry("moved", "move"),
          Map.entry("gave", "give"),
          Map.entry("ended", "end"));

  private static final String ANY = "(" + String.join("|", VERBS.keySet()) + ")";

  /** In the middle of a summary the others may be a name, or what was found to be so. */
  private static final Pattern SAID =
      Pattern.compile(
          "^" + ANY + "\\b|(?<=, )(configured|started|reloaded|ended)\\b|(?<=; )moved\\b");

  private Tense() {}

  /** {@code would store build/libs/shop.jar}; as it is where it tells of no deed. */
  static String planned(String summary) {
    Matcher said = SAID.matcher(summary);
    if (!said.lookingAt()) {
      return summary;
    }
    return "would " + said.replaceAll(verb -> VERBS.get(verb.group()));
  }
}
