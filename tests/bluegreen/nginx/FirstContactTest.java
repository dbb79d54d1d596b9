package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.nginx.conf.Configuration;
import bluegreen.nginx.conf.ServerBlock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A site that nginx is to load for the first time")
class FirstContactTest {
  private static final Path SITE = Path.of("/etc/nginx/conf.d/shop.conf");
  private static final String PASSES =
      "server { listen 80; location / { proxy_pass http://127.0.0.1:8080; } }";

  private static List<String> problems(
      String before, String after, String listen, String... names) {
    return contact(before, after, listen, names).problems();
  }

  /** What becomes of a server whose http block has that beside {@code conf.d}. */
  private static FirstContact contact(String before, String after, String listen, String... names) {
    String dump =
        """
        # configuration file /etc/nginx/nginx.conf:
        events {}
        http {
        %s
        include /etc/nginx/conf.d/*.conf;
        %s
        }
        """
            .formatted(before, after);
    String site =
        "server {\n%s server_name %s;\nlocation / { proxy_pass http://x; }\n}\n"
            .formatted(listen, String.join(" ", names));
    Configuration present = Configuration.ofDump(dump).orElseThrow();
    return new FirstContact(
        present, SITE, Optional.empty(), site, List.of(names), ServerBlock::isStock);
  }

  private static String only(List<String> problems) {
    assertEquals(1, problems.size(), problems::toString);
    return problems.get(0);
  }

  @Test
  @DisplayName("without a name does not take the requests of a block that passes to an app")
  void literal() {
    String problem = only(problems("", PASSES, "listen 80;", "_"));
    assertTrue(problem.contains("/etc/nginx/nginx.conf:5"), problem);
    assertTrue(problem.contains("proxy_pass http://127.0.0.1:8080"), problem);
    assertTrue(problem.contains("nginx.behind"), problem);
    problem = only(problems("", PASSES, "listen 80;", "shop.example.com"));
    assertTrue(problem.contains("nginx.behind"), problem);
  }

  @ParameterizedTest(name = "{0} beside {1}")
  @CsvSource({
    ".example.com, *.example.com, www.example.com",
    "*.net, ~^shop\\d+\\.net$, shop1.net"
  })
  @DisplayName("does not take names from a block that has them by a pattern")
  void patterns(String ours, String theirs, String taken) {
    String other = PASSES.replace("80;", "80; server_name " + theirs + ";");
    String problem = only(problems("server { listen 80; return 204; }", other, "listen 80;", ours));
    assertTrue(problem.contains("requests for " + taken + " on 80"), problem);
  }

  @Test
  @DisplayName("is known as ours by the name of a link to it, too")
  void linked(@TempDir Path folder) throws Exception {
    Path site = Files.createDirectories(folder.resolve("available")).resolve("shop");
    Path enabled = Files.createDirectories(folder.resolve("enabled")).resolve("shop");
    Files.createSymbolicLink(enabled, site);
    String ours = "server { listen 80; server_name shop.example.com%s; }";
    String other = PASSES.replace("80;", "80; server_name www.example.com;");
    Files.writeString(site, ours.formatted(""));
    String dump =
        "# configuration file /etc/nginx/nginx.conf:\nhttp {\ninclude %s/*;\n%s\n}\n"
                .formatted(enabled.getParent(), other)
            + "\n# configuration file %s:\n%s".formatted(enabled, ours.formatted(""));
    List<String> names = List.of("shop.example.com", "www.example.com");
    FirstContact contact =
        new FirstContact(
            Configuration.ofDump(dump).orElseThrow(),
            site,
            Optional.empty(),
            ours.formatted(" www.example.com"),
            names,
            ServerBlock::isStock);
    assertTrue(only(contact.problems()).contains("requests for www.example.com on 80"));
  }

  @Test
  @DisplayName("and that nginx does not read has its place told, which may be one beside it")
  void notIncluded() {
    for (String folder : List.of("sites-enabled/*", "conf.d/*.conf")) {
      String dump =
          "# configuration file /etc/nginx/nginx.conf:\nhttp {\n include %s;\n}\n"
              .formatted(folder);
      FirstContact contact =
          new FirstContact(
              Configuration.ofDump(dump).orElseThrow(),
              Path.of("/etc/nginx/sites-available/shop"),
              Optional.empty(),
              "server { listen 80; }",
              List.of(),
              ServerBlock::isStock);
      String told = only(contact.problems());
      String how =
          folder.startsWith("sites")
              ? "have `site: /etc/nginx/sites-enabled/shop` in the playbook, or, where the file is"
                  + " there already, link it (ln -s /etc/nginx/sites-available/shop"
                  + " /etc/nginx/sites-enabled/shop), or choose"
              : "add `include /etc/nginx/sites-available/sho[p];` to its http block (a pattern:"
                  + " such a file may be missing), or choose";
      assertTrue(told.contains("does not include /etc/nginx/sites-available/shop; " + how), told);
    }
  }

  @Test
  @DisplayName("does not take the requests for a name from the block that has it, upstream or not")
  void sameName() {
    String upstream =
        "upstream app { server 127.0.0.1:8080; }\n"
            + "server { listen 80; server_name shop.example.com;"
            + " location / { proxy_pass http://app; } }";
    for (String problem :
        List.of(
            only(problems("", upstream, "listen 80;", "shop.example.com")),
            only(problems(upstream, "", "listen 80;", "shop.example.com")))) {
      assertTrue(problem.contains("shop.example.com"), problem);
    }
  }

  @Test
  @DisplayName("does not become the default by another file name either, where it was not before")
  void renamed() {
    String ours = "server {\nlisten 80; server_name shop.example.com;\n}\n";
    String blog = "server { listen 80; server_name blog.example.com; root /srv/blog; }";
    String dump =
        "# configuration file /etc/nginx/nginx.conf:\n"
            + "http {\n"
            + "include /etc/nginx/conf.d/*.conf;\n"
            + "}\n"
            + "# configuration file /etc/nginx/conf.d/m.conf:\n"
            + blog
            + "\n# configuration file /etc/nginx/conf.d/z.conf:\n"
            + ours;
    Configuration present = Configuration.ofDump(dump).orElseThrow();
    Path former = Path.of("/etc/nginx/conf.d/z.conf");
    for (String name : List.of("a", "n")) {
      Path site = Path.of("/etc/nginx/conf.d/" + name + ".conf");
      List<String> problems =
          new FirstContact(
                  present,
                  site,
                  Optional.of(former),
                  ours,
                  List.of("shop.example.com"),
                  ServerBlock::isStock)
              .problems();
      assertEquals(name.equals("a") ? 1 : 0, problems.size(), problems::toString);
    }
  }

  @Test
  @DisplayName("with a name is not the default because its file is read first")
  void impliedDefault() {
    String blog = "server { listen 80; server_name blog.example.com; root /srv/blog; }";
    String problem = only(problems("", blog, "listen 80;", "shop.example.com"));
    assertTrue(problem.contains("listen 80 default_server;"), problem);
    assertTrue(problem.contains("/etc/nginx/nginx.conf:5"), problem);
    assertEquals(List.of(), problems(blog, "", "listen 80;", "shop.example.com"));
    String said = blog.replace("listen 80", "listen 80 default_server");
    assertEquals(List.of(), problems("", said, "listen 80;", "shop.example.com"));
  }

  @Test
  @DisplayName("with a name just works beside a package's welcome page; without one, is told so")
  void stock() {
    String stock =
        "server { listen 80 default_server; listen [::]:80 default_server;"
            + " root /usr/share/nginx/html; index index.html; server_name _; }";
    assertEquals(List.of(), problems("", stock, "listen 80;", "shop.example.com"));
    assertEquals(
        List.of(),
        problems("", stock.replace(" default_server", ""), "listen 80;", "shop.example.com"));
    String problem = only(problems("", stock, "listen 80;", "_"));
    assertTrue(problem.contains("has no name"), problem);
  }

  @Test
  @DisplayName("does not listen where an address of its own goes to somebody else")
  void ownAddress() {
    String own = "server { listen 10.9.9.9:80; server_name shop.example.com; return 204; }";
    String bind = only(problems(own, "", "listen 80;", "shop.example.com"));
    assertTrue(bind.contains("cannot begin to listen on 80 while it listens on 10.9.9.9:80"), bind);
    assertTrue(bind.contains("/etc/nginx/nginx.conf:3"), bind);
    String both = own.replace("10.9.9.9:80", "[::]:80 ipv6only=off");
    bind = only(problems(both, "", "listen 80;", "x.example.com"));
    assertTrue(bind.contains("while it listens on [::]:80 ipv6only=off"), bind);
    assertEquals(List.of(), problems(both, "", "listen [::]:80;", "x.example.com"));
    assertTrue(
        only(problems(own, "", "listen 10.9.9.9:80;", "shop.example.com")).contains("10.9.9.9:80"));
  }

  @Test
  @DisplayName("keeps all addresses, or some, as nginx cannot go from the one to the other at once")
  void exchanged() {
    for (String each : List.of("80 10.9.9.9:80", "10.9.9.9:80 80", "[::]:80 [::1]:80")) {
      String[] listen = each.split(" ");
      FirstContact contact = exchanged(listen[0], listen[1], "");
      String problem = only(contact.unbindable());
      assertTrue(
          problem.contains("on " + listen[1] + " while it listens on " + listen[0]), problem);
      assertTrue(
          problem.contains("leave it at that (" + listen[0] + "), or take the app"), problem);
      assertEquals(List.of(problem), contact.problems());
    }
    String wide = "server { listen 80; return 204; }";
    assertEquals(List.of(), exchanged("80", "10.9.9.9:80", wide).unbindable(), "it stays open");
    assertEquals(List.of(), exchanged("80", "8080", "").unbindable());
  }

  /** One of ours that goes from one place to another. */
  private static FirstContact exchanged(String from, String to, String other) {
    String site = "server {\nlisten %s; server_name shop.example.com;\n}\n";
    String dump =
        "# configuration file /etc/nginx/nginx.conf:\n"
            + "http { %s include /etc/nginx/conf.d/*.conf; }\n".formatted(other)
            + "# configuration file %s:\n".formatted(SITE)
            + site.formatted(from);
    return new FirstContact(
        Configuration.ofDump(dump).orElseThrow(),
        SITE,
        Optional.empty(),
        site.formatted(to),
        List.of("shop.example.com"),
        ServerBlock::isStock);
  }

  @Test
  @DisplayName("is told where a block of its name has an address of its own beside all of ours")
  void nameElsewhere() {
    String wide = "server { listen 80 default_server; return 204; }\n";
    for (String listen : List.of("10.9.9.9:80", "[::]:80")) {
      String own = "server { listen " + listen + "; server_name shop.example.com; return 204; }";
      String problem = only(problems(wide + own, "", "listen 80;", "shop.example.com"));
      assertTrue(problem.contains("for shop.example.com that come by " + listen), problem);
      assertTrue(problem.contains("/etc/nginx/nginx.conf:4"), problem);
      assertTrue(problem.contains("remove the name there"), problem);
      Approach way = contact(wide + own, "", "listen 80;", "shop.example.com").approach();
      assertEquals(List.of(problem), way.unreached());
      assertEquals(List.of(), way.notes());
    }
  }

  @Test
  @DisplayName("is told of an address that is another site's, and not kept from loading by it")
  void addressElsewhere() {
    String other =
        "server { listen 80 default_server; return 204; }\n"
            + "server { listen 10.9.9.9:80; server_name blog.example.com *.example.com; return 204;"
            + " }server { listen 10.9.9.9:81; listen [::]:80; return 204; }";
    assertEquals(List.of(), problems(other, "", "listen 80;", "shop.example.com"));
    Approach way = contact(other, "", "listen 80;", "shop.example.com", "x.org").approach();
    assertEquals(
        List.of(
            "who asks for this app by 10.9.9.9:80 is answered by /etc/nginx/nginx.conf:4; if the"
                + " app is to answer there, add that address to nginx.listen"),
        way.notes());
    Approach there =
        contact(other, "", "listen 80; listen 10.9.9.9:80;", "shop.example.com").approach();
    assertEquals(List.of(), there.notes());
    assertEquals(
        List.of(), contact(other, "", "listen 82;", "shop.example.com").approach().notes());
  }

  @Test
  @DisplayName("is none of the matter of a block at an address that only this machine can ask")
  void loopback() {
    String wide = "server { listen 80 default_server; return 204; }\n";
    String status = "server { listen 127.0.0.1:80; server_name localhost; return 204; }";
    assertEquals(List.of(), problems(wide + status, "", "listen 80;", "shop.example.com"));
    Approach way = contact(wide + status, "", "listen 80;", "shop.example.com").approach();
    assertEquals(List.of(), way.notes());
    String same = status.replace("localhost", "shop.example.com");
    assertEquals(List.of(), problems(wide + same, "", "listen 80;", "shop.example.com"));
    way = contact(wide + same, "", "listen 80;", "shop.example.com").approach();
    assertTrue(way.notes().get(0).startsWith("who asks for this app by 127.0.0.1:80 is answered"));
  }

  @Test
  @DisplayName("does not speak plain HTTP where others have TLS, nor the other way round")
  void tls() {
    String secure = "server { listen 80 ssl; server_name a.example.com; return 204; }";
    String problem = only(problems(secure, "", "listen 80;", "shop.example.com"));
    assertTrue(problem.contains("/etc/nginx/nginx.conf:3 has it be HTTPS"), problem);
    assertEquals(List.of(), problems(secure, "", "listen 80 ssl;", "shop.example.com"));
    String plain = secure.replace(" ssl", "");
    problem = only(problems(plain, "", "listen 80 ssl;", "shop.example.com"));
    assertTrue(problem.contains("/etc/nginx/nginx.conf:3 answers by plain HTTP"), problem);
    String both = secure + "\n" + plain.replace("a.example", "b.example");
    assertEquals(List.of(), problems(both, "", "listen 80 ssl;", "shop.example.com"));
  }

  @Test
  @DisplayName("does not inherit what would have the app asked twice, or something else")
  void inherited() {
    for (String directive :
        List.of("post_action /done;", "proxy_set_body x;", "proxy_method PUT;")) {
      String problem = only(problems(directive, "", "listen 80;", "_"));
      assertTrue(problem.startsWith("/etc/nginx/nginx.conf:3: `"), problem);
    }
    String elsewhere = "server { listen 81; location / { post_action /done; } }";
    assertEquals(List.of(), problems(elsewhere, "", "listen 80;", "_"));
  }

  @Test
  @DisplayName("has nothing in its way where nobody else listens")
  void alone() {
    assertEquals(List.of(), problems("", "", "listen 80;", "_"));
    assertEquals(
        List.of(), problems("", PASSES.replace("80;", "8088;"), "listen 80; listen [::]:80;", "_"));
  }

  @Test
  @DisplayName("says which blocks pass to a slot's own port, past it")
  void shortcuts() {
    String straight =
        "upstream app { server 127.0.0.1:8082; }\n"
            + "server { listen 81; location / { proxy_pass http://127.0.0.1:8081/x; } }\n"
            + "server { listen 82; location / { proxy_pass http://app; } }\n"
            + "server { listen 83; location / { proxy_pass http://127.0.0.1:8083; } }";
    String site =
        "# bluegreen: app=shop switch=live active=marker blue=8081 green=8082\nlisten 80;";
    List<String> notes = contact(straight, "", site, "shop.example.com").approach().notes();
    assertEquals(2, notes.size(), notes::toString);
    assertTrue(
        notes.get(0).startsWith("/etc/nginx/nginx.conf:4: `proxy_pass http://127.0.0.1:8081/x;`"));
    assertTrue(notes.get(1).startsWith("/etc/nginx/nginx.conf:5: `proxy_pass http://app;`"));
  }
}
