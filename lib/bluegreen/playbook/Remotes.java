package bluegreen.playbook;

import bluegreen.playbook.Remote.Download;
import bluegreen.playbook.Remote.Fetch;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The keys of an artifact that is not on this machine: which go together, and what they mean. */
final class Remotes {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,127}");
  private static final Pattern ARCHIVE = Pattern.compile("(?i).*\\.(tar\\.gz|tgz|tar|zip)");
  private static final Pattern ENV =
      Pattern.compile("\\benv\\s*(?:\\.|\\[\\s*['\"])\\s*([A-Za-z_]\\w*)");

  /** Characters; a shorter value is no key to anything, and its veil would hide what is none. */
  private static final int LONG_ENOUGH = 12;

  private final Section app;

  Remotes(Section app) {
    this.app = app;
  }

  /** The key that names the artifact. */
  private Optional<String> key() {
    return Stream.of("jar", "files").filter(app::has).findFirst();
  }

  private Optional<String> url() {
    return key().flatMap(app::text).filter(Remote::isUrl);
  }

  void check(Findings findings) {
    if (Stream.of("jar", "files").anyMatch(k -> findings.failed("app." + k))) {
      return;
    }
    if (app.has("headers") && url().isEmpty()) {
      findings.atKey("app.headers", "goes with an http:// or https:// URL in app.jar or app.files");
    }
    if (app.has("fetch")) {
      fetch(findings);
    }
    if (app.has("files") && (url().isPresent() || app.has("fetch")) && !isArchive()) {
      findings.atValue(
          "app.files",
          "expected the name of an archive, .tar.gz, .tgz, .tar or .zip, got "
              + Words.quote(Remote.veiled(app.required("files"))));
    }
  }

  private void fetch(Findings findings) {
    if (key().isEmpty()) {
      findings.atKey("app.fetch", "goes with app.jar or app.files, the name that the file gets");
    } else if (url().isPresent()) {
      findings.atKey("app.fetch", "expected either a URL in app." + key().get() + " or app.fetch");
    } else if (!NAME.matcher(app.required(key().get())).matches()) {
      findings.atValue(
          "app." + key().get(),
          "with app.fetch, expected the bare name that the file gets, such as "
              + (app.has("jar") ? "shop.jar" : "shop.tar.gz")
              + ", got "
              + Words.quote(app.required(key().get())));
    }
    if (!app.has("version") && !findings.failed("app.version")) {
      findings.atKey(
          "app.fetch",
          "goes with app.version: for each version it is fetched once; add app.version");
    }
  }

  private boolean isArchive() {
    String name = url().map(Remotes::lastName).orElseGet(() -> app.required("files"));
    return ARCHIVE.matcher(name).matches();
  }

  /** The last part of a URL's path. */
  private static String lastName(String url) {
    String path = Optional.ofNullable(URI.create(url).getPath()).orElse("");
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /**
   * What the keys mean; empty where the artifact is on this machine.
   *
   * @param folder the playbook's
   * @param target where the file is to be, by its name
   */
  Optional<Remote> bind(Path folder, Path target, Templates templates, Scope scope) {
    if (url().isPresent()) {
      return Optional.of(download(url().get()));
    }
    return app.has("fetch")
        ? Optional.of(fetch(folder, target, templates, scope))
        : Optional.empty();
  }

  /** The name that the artifact's file gets; empty where it is on this machine. */
  Optional<String> name() {
    if (url().isPresent()) {
      String last = lastName(url().get()).replaceAll("[^A-Za-z0-9._+-]", "_");
      boolean jar = app.has("jar");
      boolean suits =
          NAME.matcher(last).matches()
              && (jar ? last.toLowerCase(Locale.ROOT).matches(".*\\.[jw]ar") : true);
      return Optional.of(suits ? last : jar ? "app.jar" : "app." + suffix(last));
    }
    return app.has("fetch") ? key().map(app::required) : Optional.empty();
  }

  private static String suffix(String name) {
    return name.toLowerCase(Locale.ROOT).replaceFirst(".*?\\.(tar\\.gz|tgz|tar|zip)$", "$1");
  }

  private Download download(String url) {
    Map<String, String> headers = new LinkedHashMap<>();
    app.table("headers").forEach((name, value) -> headers.put(name, String.valueOf(value)));
    List<String> secrets = new ArrayList<>(headers.values());
    for (String value : headers.values()) {
      int space = value.indexOf(' ');
      if (space > 0 && value.length() - space > LONG_ENOUGH) {
        secrets.add(value.substring(space + 1)); // What comes after Bearer.
      }
    }
    URI uri = URI.create(url);
    Optional.ofNullable(uri.getUserInfo())
        .ifPresent(
            who -> {
              secrets.add(who.substring(who.indexOf(':') + 1));
              byte[] bytes = who.getBytes(StandardCharsets.UTF_8);
              secrets.add(Base64.getEncoder().encodeToString(bytes));
            });
    Stream.of(Optional.ofNullable(uri.getQuery()).orElse("").split("&"))
        .map(part -> part.substring(part.indexOf('=') + 1))
        .filter(value -> value.length() >= LONG_ENOUGH)
        .forEach(secrets::add);
    return new Download(url, Map.copyOf(headers), name().orElseThrow(), List.copyOf(secrets));
  }

  private Fetch fetch(Path folder, Path target, Templates templates, Scope scope) {
    String version = app.required("version");
    Map<String, Object> names =
        scope.with("version", version).with("target", target.toString()).names();
    List<Template> words = app.templates("fetch");
    Map<?, ?> env = (Map<?, ?>) scope.names().get("env");
    List<String> secrets =
        words.stream()
            .flatMap(word -> ENV.matcher(word.source()).results())
            .flatMap(found -> Optional.ofNullable(env.get(found.group(1))).stream())
            .map(String::valueOf)
            .toList();
    return new Fetch(
        words.stream().map(word -> templates.fill(word, names)).toList(),
        folder,
        app.required("name"),
        version,
        words.stream().map(Template::source).toList(),
        name().orElseThrow(),
        secrets);
  }
}
