package bluegreen.contents;

import bluegreen.contents.Bundle.Item;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * The versions of the class files of a jar's app, see the Java Virtual Machine Specification, 4.1.
 *
 * @param root where the app's classes are, such as {@code BOOT-INF/classes/}
 */
record ClassFiles(Bundle jar, String root) {
  private static final int MAGIC = 0xCAFEBABE;
  private static final int HEADER = 8;
  private static final int MOST = 3000;
  private static final int LARGEST_MANIFEST = 2_000_000;
  private static final String MANIFEST = "META-INF/MANIFEST.MF";
  private static final String VERSIONS = "META-INF/versions/";
  private static final String SUFFIX = ".class";

  /**
   * What they are.
   *
   * @param highest of the app's own; 0 where there are none
   * @param started of those without which it cannot start; 0 where that is not certain
   */
  record Versions(int highest, int started) {}

  Versions read() throws IOException {
    Map<String, Item> classes = new HashMap<>();
    jar.items().stream()
        .filter(item -> item.name().endsWith(SUFFIX))
        .forEach(item -> classes.put(item.name(), item));
    Attributes manifest = manifest();
    Optional<String> main = name(manifest, "Main-Class");
    boolean chosenLater = main.filter(m -> m.endsWith("/PropertiesLauncher")).isPresent();
    Optional<String> start = name(manifest, "Start-Class").filter(s -> !chosenLater);
    List<String> starting =
        Stream.concat(
                main.stream().map(n -> n + SUFFIX), start.stream().map(n -> root + n + SUFFIX))
            .toList();
    int started = 0;
    for (String name : starting) {
      Optional<Item> item = Optional.ofNullable(classes.get(name));
      started = Math.max(started, item.isPresent() ? version(item.get()) : 0);
    }
    String own = starting.isEmpty() || !root.isEmpty() ? root : ofSameOwner(starting.get(0));
    List<Item> some =
        classes.values().stream()
            .filter(i -> i.name().startsWith(own) && !i.name().contains(VERSIONS))
            .filter(i -> !i.file().equals("module-info.class"))
            .limit(MOST)
            .toList();
    int highest = started;
    for (Item item : some) {
      highest = Math.max(highest, version(item));
    }
    boolean others = starting.stream().anyMatch(name -> isElsewhereToo(name, classes));
    return new Versions(highest, others ? 0 : started);
  }

  /** Whether a Java may take another file for that class than the one that stands first. */
  private boolean isElsewhereToo(String name, Map<String, Item> classes) {
    String plain = name.startsWith(root) ? name.substring(root.length()) : name;
    return classes.keySet().stream()
        .anyMatch(other -> other.contains(VERSIONS) && other.endsWith("/" + plain));
  }

  /** The packages of whoever has made the app, in a jar that holds its libraries' classes too. */
  private static String ofSameOwner(String main) {
    String[] parts = main.split("/");
    return parts.length < 2 ? "" : parts.length == 2 ? parts[0] + "/" : parts[0] + "/" + parts[1];
  }

  private Attributes manifest() throws IOException {
    Optional<Item> item = jar.items().stream().filter(i -> i.name().equals(MANIFEST)).findFirst();
    return item.isEmpty()
        ? new Attributes()
        : new Manifest(new ByteArrayInputStream(jar.whole(item.get(), LARGEST_MANIFEST)))
            .getMainAttributes();
  }

  private static Optional<String> name(Attributes manifest, String key) {
    return Optional.ofNullable(manifest.getValue(key)).map(n -> n.strip().replace('.', '/'));
  }

  private int version(Item item) throws IOException {
    ByteBuffer header = ByteBuffer.wrap(jar.read(item, HEADER));
    boolean whole = header.limit() == HEADER && header.getInt(0) == MAGIC;
    return whole ? header.getShort(6) & 0xFFFF : 0;
  }
}
