package bluegreen.command.starter;

import bluegreen.playbook.Playbook.Ports;
import bluegreen.playbook.Slot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes expressions of the slot out of the words that an app was started with: of its port, of
 * further ports of its own, and of a profile that names one of two.
 */
final class SlotWords {
  private static final Pattern NUMBERED = Pattern.compile("(.*[^0-9])([12])");
  private static final Pattern COLOURED = Pattern.compile("(.*?)(blue|green)");

  private static final Map<String, String> TWINS =
      Map.of("1", "2", "2", "1", "blue", "green", "green", "blue");

  /** Words that end so for another reason. */
  private static final Set<String> NO_SLOTS =
      Set.of("h2", "oauth2", "auth2", "http2", "log4j2", "ec2", "v1", "v2");

  private final Slot running;
  private final boolean known;
  private final Map<String, String> replaced = new LinkedHashMap<>();
  private final List<String> told = new ArrayList<>();
  private final List<String> undecided = new ArrayList<>();

  /**
   * For one app.
   *
   * @param port where it listens
   * @param further the other ports that it listens on, each with another one that is free
   */
  SlotWords(Ports ports, int port, Map<Integer, Integer> further) {
    this.known = ports.here().contains(port);
    this.running = port == ports.green().port() ? Slot.GREEN : Slot.BLUE;
    replaced.put(number(port), "{{ port }}");
    further.forEach((own, other) -> replaced.put(number(own), either("" + own, "" + other)));
  }

  private static String number(int port) {
    return "(?<![0-9.])" + port + "(?![0-9])";
  }

  /** One of two values, the first of which the running app has. */
  private String either(String own, String other) {
    boolean straight = running == Slot.BLUE;
    return "{{ slot == 'blue' ? %s : %s }}"
        .formatted(straight ? own : other, straight ? other : own);
  }

  /**
   * Makes an expression of each profile that names a slot, where the other slot's one was seen,
   * too.
   *
   * @param active the profiles that the app runs with
   * @param profiles those that there are
   */
  SlotWords learn(List<String> active, Profiles profiles) {
    active.forEach(profile -> learn(profile, profiles));
    return this;
  }

  private void learn(String profile, Profiles profiles) {
    Matcher numbered = NUMBERED.matcher(profile);
    Matcher coloured = COLOURED.matcher(profile);
    if (NO_SLOTS.contains(profile) || !(numbered.matches() || coloured.matches())) {
      return;
    }
    boolean number = numbered.matches();
    Matcher name = number ? numbered : coloured;
    String own = name.group(2);
    String other = TWINS.get(own);
    String twin = name.group(1) + other;
    if (!profiles.has(twin)) {
      undecided.add(
          "app: it runs with the profile %1$s, and no %2$s was seen (no application-%2$s.yml or"
                  .formatted(profile, twin)
              + " .properties in the jar or where the app has its settings); both slots get "
              + profile);
      return;
    }
    told.add(profile + " now, " + twin + " (" + profiles.seen().get(twin) + ") in the other slot");
    if (number) {
      boolean first = known || own.equals("1");
      put(profile, name.group(1) + (first ? either(own, other) : either(other, own)));
    } else {
      boolean straight = !known || own.equals(running.label());
      put(
          profile,
          name.group(1) + (straight ? "{{ slot }}" : "{{ slot == 'blue' ? 'green' : 'blue' }}"));
    }
  }

  /** The profiles that differ from slot to slot, and where the other one was seen. */
  Optional<String> told() {
    return told.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", told));
  }

  /** What a person has to look at. */
  List<String> undecided() {
    return undecided;
  }

  private void put(String profile, String expression) {
    replaced.put("(?<![A-Za-z0-9_])" + Pattern.quote(profile) + "(?![A-Za-z0-9_])", expression);
  }

  /** A word with its expressions; what would be read as one by accident is quoted. */
  String of(String word) {
    String plain = word.replaceAll("\\{(?=[{%#])", "{{ '{' }}");
    List<String> expressions = List.copyOf(replaced.values());
    String any = "(" + String.join(")|(", replaced.keySet()) + ")";
    return Pattern.compile(any)
        .matcher(plain)
        .replaceAll(
            found -> {
              int which = 1;
              while (found.group(which) == null) {
                which++;
              }
              return Matcher.quoteReplacement(expressions.get(which - 1));
            });
  }

  /** Several words. */
  List<String> of(List<String> words) {
    return words.stream().map(this::of).toList();
  }
}
