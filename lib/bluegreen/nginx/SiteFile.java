package bluegreen.nginx;

import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook.SwitchKind;
import bluegreen.playbook.Slot;
import bluegreen.state.Artifact;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a site file of ours says of itself.
 *
 * @param configuration a digest of the whole file, which an nginx that has loaded it tells too
 */
public record SiteFile(
    String app,
    SwitchKind kind,
    Optional<Slot> active,
    Endpoint blue,
    Endpoint green,
    String configuration) {
  /** The line in which our files say what they were rendered for. */
  private static final Pattern FACTS =
      Pattern.compile(
          "(?m)^# bluegreen: app=(\\S+) switch=(live|reload) active=(\\S+)"
              + " blue=([\\w.\\[\\]:-]{1,262}) green=([\\w.\\[\\]:-]{1,262})(?:"
              + " configuration=(\\w+))?$");

  /** No file of nginx's can hold it. */
  static final String UNSIGNED = "\0";

  /** Where nginx reaches a slot. */
  public Endpoint endpoint(Slot slot) {
    return slot == Slot.BLUE ? blue : green;
  }

  /** What a file of ours says of itself; empty for a file of someone else. */
  public static Optional<SiteFile> read(String content) {
    Matcher facts = FACTS.matcher(content);
    if (!facts.find()) {
      return Optional.empty();
    }
    Optional<Endpoint> blue = Endpoint.of(facts.group(4));
    Optional<Endpoint> green = Endpoint.of(facts.group(5));
    if (blue.isEmpty() || green.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new SiteFile(
            facts.group(1),
            SwitchKind.valueOf(facts.group(2).toUpperCase(Locale.ROOT)),
            Slot.of(facts.group(3)),
            blue.get(),
            green.get(),
            Optional.ofNullable(facts.group(6)).orElse("")));
  }

  /** Whether somebody has edited a file of ours: its digest is none of what it holds. */
  public static boolean isEdited(String content) {
    String digest = read(content).map(SiteFile::configuration).orElse("");
    return !digest.isEmpty() && !digest.equals(digestOf(content.replace(digest, UNSIGNED)));
  }

  private static String digestOf(String unsigned) {
    return Artifact.digestOf(List.of(unsigned)).substring(0, 12);
  }

  /** A file with its digest in it. */
  static String signed(String unsigned) {
    return unsigned.replace(UNSIGNED, digestOf(unsigned));
  }
}
