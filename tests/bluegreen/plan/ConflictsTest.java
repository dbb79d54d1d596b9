package bluegreen.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.observe.Neighbour;
import bluegreen.playbook.Playbook.Ports;
import bluegreen.state.Layout;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What an app wants of the machine, beside another app")
class ConflictsTest {
  private static Layout layout(
      String app, String dir, String site, int blue, int green, int behind, String include) {
    return layout(app, dir, site, blue, green, behind, include, "80", null);
  }

  private static Layout layout(
      String app,
      String dir,
      String site,
      int blue,
      int green,
      int behind,
      String include,
      String tlsListen,
      String workdir) {
    return new Layout(
        app,
        Path.of(dir),
        Path.of(site),
        Optional.of(new Ports(blue, green)),
        Optional.of(behind).filter(port -> port > 0),
        Optional.ofNullable(include).map(Path::of),
        Optional.of(Path.of("/etc/nginx/nginx.conf")),
        List.of("80"),
        List.of(tlsListen),
        List.of("_"),
        Optional.ofNullable(workdir).map(Path::of),
        Optional.empty(),
        "");
  }

  @ParameterizedTest(name = "{0} in {1}, {2}, {3}/{4}, behind {5}, include {6}: {8}, dead: {9}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          store | /a/store  | /c/store.conf | 8083 | 8084 | 0    | -    | 0    | -            | -
          store | /a/store  | /c/store.conf | 8082 | 8084 | 0    | -    | 0    | ports.blue   | -
          store | /a/store  | /c/store.conf | 8083 | 8081 | 0    | -    | 0    | ports.green  | -
          store | /a/store  | /c/store.conf | 8083 | 8090 | 0    | -    | 8090 | ports.green  | -
          store | /a/store  | /c/store.conf | 8083 | 8084 | 8081 | -    | 0    | nginx.behind | -
          store | /a/store  | /c/store.conf | 8083 | 8084 | 8090 | -    | 8090 | nginx.behind | -
          store | /a/store  | /c/shop.conf  | 8083 | 8084 | 0    | -    | 0    | nginx.site   | nginx.site
          store | /a/store  | /a/store/s    | 8083 | 8084 | 8091 | /c/i | 8090 | nginx.include | -
          store | /a/shop/s | /c/store.conf | 8083 | 8084 | 0    | -    | 0    | app.dir      | app.dir
          shop  | /a/store  | /c/store.conf | 8083 | 8084 | 0    | -    | 0    | app.dir      | -
          shop  | /a/store  | /c/shop.conf  | 8083 | 8084 | 0    | -    | 0    | app.dir      | app.dir
          shop  | /a/store  | /a/store/s    | 8083 | 8084 | 8091 | -    | 8090 | -            | -
          """)
  @DisplayName("is refused by the key that has to change, and of a dead app only its files are")
  void refused(
      String app,
      String dir,
      String site,
      int blue,
      int green,
      int behind,
      String include,
      int otherBehind,
      String key,
      String keyOfDead) {
    Layout wanted = layout(app, dir, site, blue, green, behind, include);
    Layout other = layout("shop", "/a/shop", "/c/shop.conf", 8081, 8082, otherBehind, include);
    assertEquals(Optional.ofNullable(key), refusal(wanted, new Neighbour(other, true, true)));
    assertEquals(
        Optional.ofNullable(keyOfDead), refusal(wanted, new Neighbour(other, false, true)));
  }

  @ParameterizedTest(name = "{0}/{1}, TLS on {2}, in {3}, conf {4}: {5}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          8083 | 8084 | 443           | -            | /etc/nginx/nginx.conf | -
          8083 | 443  | 9443          | -            | /etc/nginx/nginx.conf | ports.green
          80   | 8084 | 443           | -            | /etc/nginx/nginx.conf | ports.blue
          8083 | 8084 | 10.0.0.1:8081 | -            | /etc/nginx/nginx.conf | nginx.tls.listen
          8083 | 8084 | 127.0.0.1:443 | -            | /srv/nginx.conf       | nginx.listen
          8083 | 8084 | [::]:443      | /a/shop      | /etc/nginx/nginx.conf | app.workdir
          8083 | 8084 | [::]:443      | /a/shop/work | /etc/nginx/nginx.conf | app.workdir
          8083 | 8084 | [::]:443      | /a           | /etc/nginx/nginx.conf | app.workdir
          8083 | 8084 | [::]:443      | /a/shopping  | /etc/nginx/nginx.conf | -
          """)
  @DisplayName("is refused for whatever port of the other's, and for its folder to run in")
  void portsAndFolders(int blue, int green, String tls, String workdir, String conf, String key) {
    Layout other = layout("shop", "/a/shop", "/c/shop.conf", 8081, 8082, 0, null, "443", "/w");
    Layout wanted = layout("store", "/b/store", "/c/b.conf", blue, green, 0, null, tls, workdir);
    List<String> problems =
        new Conflicts(in(wanted, conf), Optional.empty(), List.of(new Neighbour(other, true, true)))
            .problems();
    assertEquals(key == null ? 0 : 1, problems.size(), problems::toString);
    assertTrue(key == null || problems.get(0).contains(key + ": "), problems::toString);
  }

  private static Layout in(Layout layout, String conf) {
    return new Layout(
        layout.app(),
        layout.dir(),
        layout.site(),
        layout.ports(),
        layout.behind(),
        layout.include(),
        Optional.of(Path.of(conf)),
        layout.listen(),
        layout.tlsListen(),
        layout.names(),
        layout.workdir(),
        layout.playbook(),
        layout.by());
  }

  @Test
  @DisplayName("is refused in one sentence where the playbook is a copy of the other's")
  void copied() {
    Layout other = layout("shop", "/a/shop", "/c/shop.conf", 8081, 8082, 0, null);
    Layout copy = layout("store", "/a/store", "/c/shop.conf", 8081, 8082, 0, null);
    String all = "ports.blue: 8081, ports.green: 8082, nginx.site: /c/shop.conf";
    assertEquals(
        List.of(
            "this playbook wants what belongs to another app of ours, shop (app.dir /a/shop): "
                + all
                + ", nginx.server_name: _; give each of these lines a value of its own, or, if it"
                + " is that app under another name, or that one is to go, `deploy.java remove` it"
                + " first, with its own playbook"),
        new Conflicts(copy, Optional.empty(), List.of(new Neighbour(other, true, true)))
            .problems());
  }

  @Test
  @DisplayName("is free where nothing but a folder is left of the other one")
  void remains() {
    Layout other = layout("shop", "/a/shop", "/c/shop.conf", 8081, 8082, 0, null);
    Layout wanted = layout("shop", "/a/store", "/c/shop.conf", 8081, 8082, 0, null);
    assertEquals(Optional.empty(), refusal(wanted, new Neighbour(other, false, false)));
  }

  private static Optional<String> refusal(Layout wanted, Neighbour other) {
    List<String> problems = new Conflicts(wanted, Optional.empty(), List.of(other)).problems();
    assertEquals(problems.isEmpty() ? 0 : 1, problems.size(), problems::toString);
    return problems.stream().map(p -> p.substring(0, p.indexOf(':'))).findFirst();
  }
}
