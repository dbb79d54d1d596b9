package bluegreen.state;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.host.Listing;
import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The evidence of an app's last deployments, a file each. */
public final class Dossiers {
  /** So many are kept beside those of the stored releases. */
  public static final int MOST = 20;

  /** Code points of one line. */
  private static final int LONGEST = 1000;

  private static final String SUFFIX = ".json";
  private static final String NAME = History.ID + "\\" + SUFFIX;

  private final AppDir dir;

  /**
   * What is known of a deployment.
   *
   * @param entry what the history says of it
   */
  public record Dossier(String app, History.Entry entry, Proceedings proceedings) {}

  /** Those of an app. */
  public Dossiers(AppDir dir) {
    this.dir = dir;
  }

  /** The one of a deployment; empty where there is none, or it is not ours to see. */
  public Optional<Dossier> read(String id) {
    return !id.matches(History.ID)
        ? Optional.empty()
        : Json.read(file(id))
            .flatMap(
                json ->
                    History.entry(json.getObject("entry", new JsonObject()))
                        .map(e -> new Dossier(json.getString("app", ""), e, Proceedings.of(json))));
  }

  /**
   * Writes one, and removes those that are kept no longer.
   *
   * @param veil what hides secrets
   * @throws HostFailure where it cannot be written
   */
  public void write(Dossier dossier, UnaryOperator<String> veil, AtomicFiles files)
      throws HostFailure {
    JsonObject json = new JsonObject();
    json.put("app", dossier.app());
    json.put("entry", dossier.entry().json());
    dossier.proceedings().put(json);
    veiled(json, text -> shortened(veil.apply(text)));
    files.folder(dir.evidence(), dir.mode(dir.evidence()));
    String id = dossier.entry().id();
    files.write(file(id), JsonWriter.string(json) + "\n", 0640);
    for (Path old : outdated(id)) {
      files.remove(old);
    }
  }

  private Path file(String id) {
    return dir.evidence().resolve(id + SUFFIX);
  }

  private static Object veiled(Object value, UnaryOperator<String> veil) {
    if (value instanceof String text) {
      return veil.apply(text);
    } else if (value instanceof JsonArray array) {
      array.replaceAll(inner -> veiled(inner, veil));
    } else if (value instanceof JsonObject object) {
      object.replaceAll((key, inner) -> veiled(inner, veil));
    }
    return value;
  }

  private static String shortened(String text) {
    return text.codePointCount(0, text.length()) <= LONGEST
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST)) + " ...";
  }

  /** The last ones are kept, and of each release that is stored the last one. */
  private List<Path> outdated(String latest) {
    List<History.Entry> history = new History(dir).recent();
    Map<String, Integer> order = new java.util.HashMap<>();
    history.forEach(entry -> order.put(entry.id(), order.size()));
    List<Path> all =
        Listing.of(dir.evidence()).stream()
            .filter(file -> file.getFileName().toString().matches(NAME))
            .sorted(
                Comparator.comparing((Path file) -> order.getOrDefault(id(file), -1))
                    .thenComparing(Path::getFileName))
            .toList();
    Set<String> kept = new HashSet<>(Set.of(latest));
    Map<String, String> last =
        history.stream()
            .collect(Collectors.toMap(History.Entry::release, History.Entry::id, (a, b) -> b));
    new Releases(dir).all().forEach(r -> kept.add(last.getOrDefault(r.id(), "")));
    List<Path> outdated = new ArrayList<>(all.subList(0, Math.max(0, all.size() - MOST)));
    outdated.removeIf(file -> kept.contains(id(file)));
    return outdated;
  }

  private static String id(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - SUFFIX.length());
  }
}
