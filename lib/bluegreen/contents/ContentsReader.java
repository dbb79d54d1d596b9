package bluegreen.contents;

import bluegreen.contents.Bundle.Item;
import bluegreen.contents.Contents.Library;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Looks into a jar, or a folder of files, without running or unpacking it. */
public final class ContentsReader {
  private static final Pattern LIBRARY = Pattern.compile("(?:BOOT|WEB)-INF/lib/[^/]+\\.jar");
  private static final Pattern ARCHIVE = Pattern.compile("(?i).*\\.[jw]ar");
  private static final Pattern SHADED =
      Pattern.compile("META-INF/maven/[^/]+/([^/]+)/pom\\.properties");
  private static final Pattern BILL = Pattern.compile("(?:META-INF/sbom/)?[^/]+");
  private static final List<String> PLACES = List.of("BOOT-INF/classes/", "WEB-INF/classes/");
  private static final int MOST_SHADED = 2000;
  private static final int MOST_LIBRARIES = 20_000;
  private static final int MOST_KEYS = 20_000;
  private static final int MOST_UNREAD = 10;
  private static final int SMALL = 65_536;

  /** Bytes of all migrations together. */
  private static final int MOST_SCRIPTS = 24_000_000;

  private final Allowance allowance;
  private final List<Library> libraries = new ArrayList<>();
  private final Set<String> keys = new TreeSet<>();
  private final Map<String, Migration> migrations = new TreeMap<>();
  private final List<String> unread = new ArrayList<>();
  private int scripts = MOST_SCRIPTS;
  private boolean complete = true;
  private int classFile;
  private int started;

  private ContentsReader(Allowance allowance) {
    this.allowance = allowance;
  }

  /**
   * What is in a file or folder. One that cannot be read, whatever may be wrong with it, is said to
   * be so: nothing fails for the sake of what is only good to know.
   */
  public static Contents read(Path place) {
    return read(place, Allowance.usual());
  }

  static Contents read(Path place, Allowance allowance) {
    ContentsReader reader = new ContentsReader(allowance);
    try (Folder folder = new Folder(place, allowance)) {
      reader.folder(folder, !Files.isDirectory(place));
    } catch (IOException | RuntimeException e) {
      reader.lost(place.getFileName().toString(), e);
    } catch (StackOverflowError | OutOfMemoryError e) {
      reader.lost(place.getFileName().toString(), new IOException("it takes too much memory"));
    }
    return reader.contents();
  }

  private Contents contents() {
    Comparator<Library> order = Comparator.comparing(Library::name);
    return new Contents(
        libraries.stream()
            .distinct()
            .sorted(order.thenComparing(Library::version))
            .limit(MOST_LIBRARIES)
            .toList(),
        keys.stream().limit(MOST_KEYS).toList(),
        classFile,
        started,
        migrations.values().stream().limit(Migrations.MOST).sorted(Migrations.order()).toList(),
        complete && migrations.size() < Migrations.MOST,
        unread.stream().limit(MOST_UNREAD).toList());
  }

  /** The same of what may have had migrations in it. */
  private void lost(String what, Exception e) {
    complete = false;
    failed(what, e);
  }

  private void failed(String what, Exception e) {
    String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    unread.add(Names.plain(what) + " cannot be looked into: " + Names.plain(why));
  }

  private void folder(Folder folder, boolean single) throws IOException {
    List<Item> jars = new ArrayList<>();
    for (Item item : folder.items()) {
      if (ARCHIVE.matcher(item.name()).matches() || single && isArchive(folder, item)) {
        jars.add(item);
      } else if (!SettingNames.isIn(item.name())) { // Otherwise it is looked at below.
        setting(folder, item, item.file());
      }
    }
    resources(folder, "");
    List<String> files = new ArrayList<>();
    for (Item item : jars) {
      try {
        Optional<Bundle> jar = folder.within(item);
        if (jar.isPresent() && (single || !root(jar.get()).isEmpty())) {
          app(jar.get());
        } else if (jar.isPresent()) {
          files.add(item.file());
          resources(jar.get(), "");
        }
      } catch (IOException | RuntimeException e) {
        lost(item.name(), e);
      }
    }
    libraries(folder, files);
  }

  private static boolean isArchive(Bundle bundle, Item item) throws IOException {
    byte[] begin = bundle.read(item, 2);
    return begin.length == 2 && begin[0] == 'P' && begin[1] == 'K';
  }

  /** Where the app's own classes are; empty where they are among all the others. */
  private static String root(Bundle jar) {
    return PLACES.stream()
        .filter(place -> jar.items().stream().anyMatch(i -> i.name().startsWith(place)))
        .findFirst()
        .orElse("");
  }

  private void app(Bundle jar) throws IOException {
    String root = root(jar);
    resources(jar, root);
    if (!root.isEmpty()) {
      settings(jar, "");
    }
    List<String> files = new ArrayList<>();
    for (Item item : jar.items()) {
      if (LIBRARY.matcher(item.name()).matches()) {
        files.add(item.file());
        within(jar, item);
      }
    }
    libraries(jar, files);
    try {
      ClassFiles.Versions versions = new ClassFiles(jar, root).read();
      classFile = Math.max(classFile, versions.highest());
      started = Math.max(started, versions.started());
    } catch (IOException e) {
      failed("a class file", e);
    }
  }

  /** A module of the app's may have migrations and keys of its own. */
  private void within(Bundle jar, Item item) {
    try {
      Optional<Bundle> inner = jar.within(item);
      complete &= inner.isPresent();
      if (inner.isPresent()) {
        resources(inner.get(), "");
      }
    } catch (IOException e) {
      lost(item.name(), e);
    }
  }

  private void resources(Bundle bundle, String root) {
    settings(bundle, root);
    for (Item item : bundle.items()) {
      String name = item.name().startsWith(root) ? item.name().substring(root.length()) : "";
      if (Flyway.isOne(name)) {
        add(Flyway.of(name, script(bundle, item)));
      } else if (Liquibase.isOne(name)) {
        changelog(bundle, root, name, item);
      }
    }
  }

  /** A migration's file; empty where it cannot be read, or others before it took the time. */
  private Optional<byte[]> script(Bundle bundle, Item item) {
    try {
      byte[] bytes = bundle.whole(item, Math.min(Migrations.LARGEST, scripts));
      scripts -= bytes.length;
      return Optional.of(bytes);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void changelog(Bundle bundle, String root, String name, Item item) {
    try {
      byte[] bytes =
          script(bundle, item).orElseThrow(() -> new IOException("it is damaged, or too large"));
      Liquibase.of(name, bytes, other -> named(bundle, root + other)).forEach(this::add);
    } catch (IOException e) {
      lost(name, e);
    }
  }

  private Optional<byte[]> named(Bundle bundle, String name) {
    return bundle.items().stream()
        .filter(item -> item.name().equals(name))
        .findFirst()
        .flatMap(item -> script(bundle, item));
  }

  private void add(Migration migration) {
    if (migrations.size() < Migrations.MOST) {
      migrations.putIfAbsent(migration.name(), migration);
    }
  }

  private void settings(Bundle bundle, String root) {
    for (Item item : bundle.items()) {
      if (item.name().startsWith(root)) {
        setting(bundle, item, item.name().substring(root.length()));
      }
    }
  }

  private void setting(Bundle bundle, Item item, String name) {
    if (SettingNames.isIn(name) && keys.size() < MOST_KEYS) {
      try {
        keys.addAll(SettingNames.of(name, bundle.whole(item, SettingNames.LARGEST)));
      } catch (IOException e) {
        failed(name, e);
      }
    }
  }

  /** What is there counts; the list that the build has made knows the better names. */
  private void libraries(Bundle bundle, List<String> files) {
    BillOfMaterials bill = bill(bundle);
    if (!files.isEmpty()) {
      libraries.addAll(bill.of(files));
    } else if (!bill.libraries().isEmpty()) {
      libraries.addAll(bill.libraries());
    } else {
      shaded(bundle);
    }
  }

  private BillOfMaterials bill(Bundle bundle) {
    for (Item item : bundle.items()) {
      if (BillOfMaterials.isOne(item.file()) && BILL.matcher(item.name()).matches()) {
        try {
          return BillOfMaterials.of(bundle.whole(item, BillOfMaterials.LARGEST));
        } catch (IOException e) {
          failed(item.name(), e);
        }
      }
    }
    return BillOfMaterials.none();
  }

  /** In a jar that holds its libraries' classes, Maven has left their names and versions. */
  private void shaded(Bundle bundle) {
    List<Item> poms =
        bundle.items().stream()
            .filter(i -> SHADED.matcher(i.name()).matches())
            .limit(MOST_SHADED)
            .toList();
    for (Item item : poms) {
      try {
        libraries.add(LibraryNames.ofPom(bundle.whole(item, SMALL)));
      } catch (IOException | IllegalArgumentException e) {
        failed(item.name(), e);
      }
    }
  }
}
