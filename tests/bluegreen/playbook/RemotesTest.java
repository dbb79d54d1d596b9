package bluegreen.playbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.playbook.Playbook.Command;
import bluegreen.playbook.Playbook.Jar;
import bluegreen.playbook.Remote.Download;
import bluegreen.playbook.Remote.Fetch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A playbook whose artifact is elsewhere")
class RemotesTest {
  private static final Path CACHE = Path.of("/var/lib/bluegreen/shop/cache");
  private static final Surroundings AROUND =
      new Surroundings(
          Map.of("REPO_TOKEN", "hush-hush-hush", "SHORT", "x"), true, Optional.empty(), Map.of());

  @TempDir Path folder;

  private Playbook.App app(String lines) throws Exception {
    String yaml = Playbooks.MINIMAL.replace("  jar: shop.jar\n", lines.indent(2));
    return Playbooks.read(Playbooks.write(folder, yaml), AROUND).app();
  }

  private List<String> errors(String lines) {
    InvalidPlaybook wrong = assertThrows(InvalidPlaybook.class, () -> app(lines));
    return wrong.getMessage().lines().map(l -> l.replaceFirst("^\\S+:\\d+:\\d+: ", "")).toList();
  }

  @Test
  @DisplayName("says from which URL, and what it is called when it is here")
  void url() throws Exception {
    Playbook.App app =
        app(
            """
            jar: "https://repo.example.com/shop/1.5/shop-1.5.jar?x=1"
            headers: { Authorization: "Bearer {{ env.REPO_TOKEN }}", X-A: "{{ app.name }}" }
            """);
    Download download = (Download) app.remote().orElseThrow();
    assertEquals("https://repo.example.com/shop/1.5/shop-1.5.jar?x=1", download.url());
    assertEquals(
        Map.of("Authorization", "Bearer hush-hush-hush", "X-A", "shop"), download.headers());
    assertEquals("shop-1.5.jar", download.name());
    assertTrue(download.secrets().contains("hush-hush-hush"), download.secrets()::toString);
    assertEquals(CACHE.resolve("shop-1.5.jar"), ((Jar) app.program()).jar());
  }

  @ParameterizedTest
  @DisplayName("gives the file a name that a shell and a person can read")
  @CsvSource({
    "https://h/a/shop%20(1).jar, shop__1_.jar",
    "https://h/download?id=5, app.jar",
    "https://h/, app.jar",
    "https://h/.jar, app.jar",
    "HTTP://h/a.WAR#x, a.WAR",
  })
  void names(String url, String name) throws Exception {
    assertEquals(name, app("jar: \"" + url + "\"").remote().orElseThrow().name());
  }

  @Test
  @DisplayName("hides who asks and what a query holds")
  void secrets() throws Exception {
    Remote remote =
        app("jar: https://joe:pass-word@h/a.jar?sig=0123456789abcdef&v=2").remote().orElseThrow();
    assertTrue(
        remote.secrets().containsAll(List.of("pass-word", "0123456789abcdef")),
        remote.secrets()::toString);
    assertTrue(remote.secrets().stream().noneMatch("2"::equals));
  }

  @Test
  @DisplayName("has a program fetch it, in the playbook's folder")
  void fetch() throws Exception {
    Playbook.App app =
        app(
            """
            command: [./serve, "{{ port }}"]
            files: dist.tar.gz
            version: "1.5"
            fetch: [aws, s3, cp, "s3://{{ app.name }}/{{ version }}.tgz", "{{ target }}", "{{ env.REPO_TOKEN }}"]
            """);
    Fetch fetch = (Fetch) app.remote().orElseThrow();
    String target = CACHE.resolve("dist.tar.gz").toString();
    assertEquals(
        List.of("aws", "s3", "cp", "s3://shop/1.5.tgz", target, "hush-hush-hush"), fetch.argv());
    assertEquals(folder, fetch.folder());
    assertEquals(List.of("hush-hush-hush"), fetch.secrets());
    assertEquals(Optional.of(CACHE.resolve("dist.tar.gz")), ((Command) app.program()).files());
  }

  @Nested
  @DisplayName("is wrong, and it is said how,")
  class Wrong {
    @Test
    @DisplayName("where the URL is none, without what is secret in it")
    void urls() {
      assertEquals(
          List.of(
              "app.jar: expected a path, or an http:// or https:// URL, got"
                  + " 'https://********@/x?a=********' (its host is not a host name)"),
          errors("jar: 'https://joe:pass@/x?a=b'").stream()
              .map(e -> e.replaceFirst("\\(.*", "(its host is not a host name)"))
              .toList());
      assertEquals(
          List.of(
              "app.jar: expected a path, or an http:// or https:// URL, got 'https:/h/a.jar' (two"
                  + " slashes follow the colon)"),
          errors("jar: https:/h/a.jar"));
      assertEquals(
          List.of(
              "app.jar: expected a path, or an http:// or https:// URL, got 's3://shop/a.jar' (a"
                  + " program of yours can fetch it: app.fetch)"),
          errors("jar: s3://shop/a.jar"));
    }

    @Test
    @DisplayName("where an archive is none by its name")
    void archives() {
      assertEquals(
          List.of(
              "app.files: expected the name of an archive, .tar.gz, .tgz, .tar or .zip, got"
                  + " 'https://h/dist.rar?k=********'"),
          errors("command: [./serve, '{{ port }}']\nfiles: https://h/dist.rar?k=v"));
    }

    @Test
    @DisplayName("where headers have no URL to go to")
    void headers() {
      assertEquals(
          List.of("app.headers: goes with an http:// or https:// URL in app.jar or app.files"),
          errors("jar: shop.jar\nheaders: { A: b }"));
      assertEquals(
          List.of(
              "app.headers.A: unknown name 'env.NONE': there is no such environment variable;"
                  + " {{ env.NONE | default('') }} does without"),
          errors("jar: https://h/a.jar\nheaders: { A: '{{ env.NONE }}' }"));
    }

    @Test
    @DisplayName("where a program lacks what it fetches for, or has too much of it")
    void fetch() {
      String fetch = "\nfetch: [cp, a, '{{ target }}']";
      assertEquals(
          List.of(
              "app.fetch: goes with app.version: for each version it is fetched once; add"
                  + " app.version"),
          errors("jar: shop.jar" + fetch));
      assertEquals(
          List.of("app.fetch: expected either a URL in app.jar or app.fetch"),
          errors("jar: https://h/a.jar\nversion: '1'" + fetch));
      assertEquals(
          List.of(
              "app.jar: with app.fetch, expected the bare name that the file gets, such as"
                  + " shop.jar, got 'build/*.jar'"),
          errors("jar: build/*.jar\nversion: '1'" + fetch));
      assertEquals(
          List.of("app.fetch: goes with app.jar or app.files, the name that the file gets"),
          errors("command: [a, '{{ port }}']\nversion: '1'" + fetch));
      assertEquals(
          List.of(
              "app.fetch[1]: unknown name 'port' in {{ … }}; known here: app, env, target, vars,"
                  + " version"),
          errors("jar: a.jar\nversion: '1'\nfetch: [cp, '{{ port }}']"));
    }
  }
}
