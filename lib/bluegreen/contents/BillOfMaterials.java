package bluegreen.contents;

import bluegreen.contents.Contents.Library;
import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The libraries that a file lists which the build has written: a CycloneDX bill of materials (see
 * cyclonedx.org), as Spring Boot 3.3 puts it into a jar, or npm's {@code package-lock.json}.
 */
final class BillOfMaterials {
  /** Bytes. */
  static final int LARGEST = 8_000_000;

  private static final int MOST = 20_000;
  private static final String SUFFIX = ".cdx.json";
  private static final String LOCK = "package-lock.json";
  private static final String MODULES = "node_modules/";

  private final List<Library> libraries;

  private BillOfMaterials(List<Library> libraries) {
    this.libraries = libraries;
  }

  static boolean isOne(String file) {
    return file.endsWith(SUFFIX) || file.equals(LOCK);
  }

  static BillOfMaterials none() {
    return new BillOfMaterials(List.of());
  }

  /**
   * Reads one.
   *
   * @throws IOException where it is not what its name says
   */
  static BillOfMaterials of(byte[] bytes) throws IOException {
    try {
      JsonObject json = JsonParser.object().withLazyNumbers().from(Migrations.text(bytes));
      List<Library> libraries = new ArrayList<>();
      components(json.getArray("components", new JsonArray()), libraries);
      packages(json.getObject("packages", new JsonObject()), libraries);
      return new BillOfMaterials(libraries);
    } catch (JsonParserException | ClassCastException e) {
      throw new IOException("it is no list of libraries");
    } catch (StackOverflowError e) {
      throw new IOException("it is nested too deeply");
    }
  }

  private static void components(JsonArray components, List<Library> libraries) {
    for (int i = 0; i < components.size() && libraries.size() < MOST; i++) {
      JsonObject component = components.getObject(i, new JsonObject());
      String type = component.getString("type", "");
      if (type.equals("library") || type.equals("framework")) {
        add(component.getString("name", ""), component.getString("version", ""), libraries);
      }
    }
  }

  /** Of npm; those within others are told apart by nobody. */
  private static void packages(JsonObject packages, List<Library> libraries) {
    for (String path : packages.keySet()) {
      int at = path.lastIndexOf(MODULES);
      JsonObject one = packages.getObject(path, new JsonObject());
      if (at >= 0 && libraries.size() < MOST && !one.getBoolean("dev", false)) {
        add(path.substring(at + MODULES.length()), one.getString("version", ""), libraries);
      }
    }
  }

  private static void add(String name, String version, List<Library> libraries) {
    if (!name.isEmpty()) {
      libraries.add(new Library(Names.plain(name), Names.plain(version)));
    }
  }

  /** All that it lists. */
  List<Library> libraries() {
    return libraries;
  }

  /** The libraries of files by these names: what is there, by the names that it has here. */
  List<Library> of(List<String> files) {
    Map<String, Library> known = new LinkedHashMap<>();
    libraries.forEach(l -> known.putIfAbsent(l.name() + "-" + l.version() + ".jar", l));
    return files.stream()
        .map(file -> Optional.ofNullable(known.get(file)).orElseGet(() -> LibraryNames.of(file)))
        .toList();
  }
}
