package bluegreen.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
    return new Layout(
        app,
        Path.of(dir),
        Path.of(site),
        Optional.of(new Ports(blue, green)),
        Optional.of(behind).filter(port -> port > 0),
        Optional.ofNullable(include).map(Path::of),
        Optional.of(Path.of("/etc/nginx/nginx.conf")),
        List.of("80"),
        List.of("_"),
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

  @Test
  @DisplayName("is free where nothing but a folder is left of the other one")
  void remains() {
    Layout other = layout("shop", "/a/shop", "/c/shop.conf", 8081, 8082, 0, null);
    Layout wanted = layout("shop", "/a/store", "/c/shop.conf", 8081, 8082, 0, null);
    assertEquals(Optional.empty(), refusal(wanted, new Neighbour(other, false, false)));
  }

  private static Optional<String> refusal(Layout wanted, Neighbour other) {
    List<String> problems = new Conflicts(wanted, List.of(other)).problems();
    assertEquals(problems.isEmpty() ? 0 : 1, problems.size(), problems::toString);
    return problems.stream().map(p -> p.substring(0, p.indexOf(':'))).findFirst();
  }
}
