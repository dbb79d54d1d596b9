package bluegreen.command.starter;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * What an app's jar or war tells about it.
 *
 * @param spring whether Spring Boot has packed it
 * @param actuator the version of Spring Boot's actuator; empty where it has none
 * @param profiles the profiles that it has settings of their own for, in files or documents
 * @param settings by profile what its {@code application} files say, the empty one for all
 */
record JarContents(
    boolean spring,
    Optional<String> actuator,
    Set<String> profiles,
    Map<String, Map<String, String>> settings) {
  private static final Pattern ACTUATOR =
      Pattern.compile(
          "(?:BOOT-INF|WEB-INF)/lib/spring-boot-actuator-(\\d[^/]*)\\.jar"
              + "|org/springframework/boot/actuate/.*");

  private static final Pattern SETTINGS =
      Pattern.compile(
          "(?:(?:BOOT|WEB)-INF/classes/)?(?:config/)?application(?:-([^/]+))?"
              + "\\.(properties|ya?ml)");

  /** Documents of YAML that say so are for some profiles only. */
  private static final List<String> CONDITIONS =
      List.of("spring.profiles", "spring.config.activate.on-profile");

  private static final int LARGEST = 1_000_000;

  /** Of no jar. */
  static JarContents none() {
    return new JarContents(false, Optional.empty(), Set.of(), Map.of());
  }

  /** Of a jar; of one that cannot be read, nothing. */
  static JarContents of(Path jar) {
    Optional<String> actuator = Optional.empty();
    Set<String> profiles = new TreeSet<>();
    Map<String, Map<String, String>> settings = new LinkedHashMap<>();
    boolean spring = false;
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(e -> (ZipEntry) e)::iterator) {
        String name = entry.getName();
        spring |= name.startsWith("org/springframework/boot/loader/");
        Matcher library = ACTUATOR.matcher(name);
        if (actuator.isEmpty() && library.matches()) {
          actuator = Optional.of(library.group(1) == null ? "" : library.group(1));
        }
        Matcher file = SETTINGS.matcher(name);
        if (file.matches() && entry.getSize() < LARGEST) {
          String profile = file.group(1) == null ? "" : file.group(1);
          profiles.add(profile);
          byte[] bytes = zip.getInputStream(entry).readAllBytes();
          settings
              .computeIfAbsent(profile, p -> new LinkedHashMap<>())
              .putAll(
                  file.group(2).equals("properties") ? properties(bytes) : yaml(bytes, profiles));
        }
      }
    } catch (IOException e) {
      return none();
    }
    profiles.remove("");
    return new JarContents(spring, actuator, profiles, settings);
  }

  private static Map<String, String> properties(byte[] bytes) throws IOException {
    Properties read = new Properties();
    try (InputStream in = new java.io.ByteArrayInputStream(bytes)) {
      read.load(in);
    } catch (IllegalArgumentException e) {
      return Map.of();
    }
    Map<String, String> all = new LinkedHashMap<>();
    read.stringPropertyNames().forEach(name -> all.put(name, read.getProperty(name)));
    return all;
  }

  /** What holds for all; the profiles that its other documents are for are added to those known. */
  private static Map<String, String> yaml(byte[] bytes, Set<String> profiles) {
    Map<String, String> all = new LinkedHashMap<>();
    try {
      Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
      for (Object document : yaml.loadAll(new String(bytes, StandardCharsets.UTF_8))) {
        Map<String, String> flat = new LinkedHashMap<>();
        flatten("", document, flat);
        if (CONDITIONS.stream().noneMatch(flat::containsKey)) {
          all.putAll(flat);
        }
        CONDITIONS.stream()
            .flatMap(c -> Stream.of(flat.getOrDefault(c, "").split("[^\\w.-]+")))
            .forEach(profiles::add);
      }
    } catch (YAMLException e) {
      return Map.of();
    }
    return all;
  }

  private static void flatten(String name, Object value, Map<String, String> flat) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((k, v) -> flatten(name.isEmpty() ? "" + k : name + "." + k, v, flat));
    } else if (value != null && !(value instanceof List)) {
      flat.put(name, value.toString());
    }
  }

  /** Whether the actuator is at least of a version; one of which that is not known is new. */
  boolean actuatorSince(int major, int minor) {
    Matcher version = Pattern.compile("(\\d+)\\.(\\d+).*").matcher(actuator.orElse(""));
    if (!version.matches()) {
      return true;
    }
    int first = Integer.parseInt(version.group(1));
    return first > major || first == major && Integer.parseInt(version.group(2)) >= minor;
  }
}
