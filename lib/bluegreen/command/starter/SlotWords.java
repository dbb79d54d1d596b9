package bluegreen.command.starter;

import bluegreen.playbook.Playbook.Ports;
import bluegreen.playbook.Slot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes expressions of the slot out of the words that an app was started with: of its port, of
 * further ports of its own, and of a profile that names one of two.
 */
final class SlotWords {
  private static final Pattern ACTIVE =
      Pattern.compile("(?is)(?:--|-D)?spring[._]profiles[._](?:active|include)=(.*)");

  private static final Pattern NUMBERED = Pattern.compile("(.*[^0-9])([12])");
  private static final Pattern COLOURED = Pattern.compile("(.*?)(blue|green)");

  /** Words that end so for another reason. */
  private static final Set<String> NO_SLOTS =
      Set.of("h2", "oauth2", "auth2", "http2", "log4j2", "ec2", "v1", "v2");

  private final Slot running;
  private final boolean known;
  private final Map<String, String> replaced = new LinkedHashMap<>();

  /**
   * For one app.
   *
   * @param port where it listens
   * @param further the other ports that it listens on, each with another one that is free
   */
  SlotWords(Ports ports, int port, Map<Integer, Integer> further) {
    this.known = port == ports.blue() || port == ports.green();
    this.running = port == ports.green() ? Slot.GREEN : Slot.BLUE;
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
   * Looks for profiles that name a slot.
   *
   * @param words the command line
   * @param env the environment
   * @param files the profiles that the jar has files for
   */
  SlotWords learn(List<String> words, Map<String, String> env, Set<String> files) {
    List<String> all = new ArrayList<>(words);
    env.forEach((name, value) -> all.add(name + "=" + value));
    all.stream()
        .map(ACTIVE::matcher)
        .filter(Matcher::matches)
        .flatMap(m -> Stream.of(m.group(1).split(",")))
        .map(String::strip)
        .forEach(profile -> learn(profile, files));
    return this;
  }

  private void learn(String profile, Set<String> files) {
    Matcher numbered = NUMBERED.matcher(profile);
    Matcher coloured = COLOURED.matcher(profile);
    if (numbered.matches()) {
      String own = numbered.group(2);
      String other = own.equals("1") ? "2" : "1";
      if (isOneOfTwo(profile, numbered.group(1) + other, files)) {
        boolean first = known || own.equals("1");
        put(profile, numbered.group(1) + (first ? either(own, other) : either(other, own)));
      }
    } else if (coloured.matches()) {
      String own = coloured.group(2);
      String other = own.equals("blue") ? "green" : "blue";
      if (isOneOfTwo(profile, coloured.group(1) + other, files)) {
        boolean straight = !known || own.equals(running.label());
        put(
            profile,
            coloured.group(1)
                + (straight ? "{{ slot }}" : "{{ slot == 'blue' ? 'green' : 'blue' }}"));
      }
    }
  }

  private static boolean isOneOfTwo(String profile, String twin, Set<String> files) {
    return files.contains(twin) || !files.contains(profile) && !NO_SLOTS.contains(profile);
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
