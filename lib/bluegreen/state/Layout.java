package bluegreen.state;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Ports;
import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What an app has of this machine. As it was last deployed it is kept in the app's folder, so that
 * a run knows what has moved since, and other apps know what is taken.
 *
 * @param site the file of nginx's configuration that sends it traffic
 * @param ports empty where a version before this one has written it, as are those below
 * @param behind the port of an nginx of ours behind somebody's own
 * @param include the file of theirs of which one value may be changed
 * @param conf the main configuration of the nginx that visitors reach
 * @param listen where the site listens; empty behind
 * @param tlsListen where it listens for HTTPS; empty where it does not
 * @param names the site's names; empty behind
 * @param workdir where the app runs, where that is not in {@code dir} by default
 * @param playbook the playbook that it was deployed with
 * @param by the user who did that
 */
public record Layout(
    String app,
    Path dir,
    Path site,
    Optional<Ports> ports,
    Optional<Integer> behind,
    Optional<Path> include,
    Optional<Path> conf,
    List<String> listen,
    List<String> tlsListen,
    List<String> names,
    Optional<Path> workdir,
    Optional<Path> playbook,
    String by) {

  /** What a playbook wants, deployed by that user. */
  public static Layout of(Playbook playbook, String by) {
    Playbook.Nginx nginx = playbook.nginx();
    boolean inPublic = nginx.behind().isEmpty();
    return new Layout(
        playbook.app().name(),
        playbook.app().dir(),
        nginx.target().file(),
        Optional.of(playbook.ports()),
        nginx.behind().map(b -> b.port()),
        nginx.behind().flatMap(b -> b.include()).map(i -> i.file()),
        Optional.of(nginx.behind().map(b -> b.front().conf()).orElse(nginx.conf())),
        inPublic ? nginx.listen() : List.of(),
        nginx.tls().map(Playbook.Tls::listen).orElse(List.of()),
        inPublic ? nginx.serverNames() : List.of(),
        playbook.app().workdir(),
        Optional.of(playbook.file().toAbsolutePath().normalize()),
        by);
  }

  /** By hand, as is the other: Java makes them at the first call, anew in each run. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Layout o && values().equals(o.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  private List<Object> values() {
    return List.of(
        app,
        dir,
        site,
        ports.map(Ports::both),
        behind,
        include,
        conf,
        listen,
        tlsListen,
        names,
        workdir,
        playbook,
        by);
  }

  /** What an app's folder says; empty where nothing was deployed from it. */
  public static Optional<Layout> read(AppDir dir) {
    return Json.read(dir.owner())
        .flatMap(
            json ->
                Json.text(json, "app")
                    .flatMap(
                        a -> Json.text(json, "site").map(s -> of(json, dir, plain(a), plain(s)))));
  }

  private static Layout of(JsonObject json, AppDir dir, String app, String site) {
    Optional<Endpoint> blue = place(json.get("blue"));
    Optional<Endpoint> green = place(json.get("green"));
    int behind = json.getInt("behind", 0);
    return new Layout(
        app,
        dir.root(),
        Path.of(site),
        blue.flatMap(b -> green.map(g -> new Ports(b, g))),
        behind > 0 ? Optional.of(behind) : Optional.empty(),
        Json.text(json, "include").map(Path::of),
        Json.text(json, "conf").map(Path::of),
        texts(json, "listen"),
        texts(json, "tls_listen"),
        texts(json, "names"),
        Json.text(json, "workdir").map(Path::of),
        Json.text(json, "playbook").map(Layout::plain).map(Path::of),
        plain(json.getString("by", "")));
  }

  /** A number where it is a port of this machine, as versions before this one read it. */
  private static Object place(Endpoint endpoint) {
    return endpoint.equals(Endpoint.here(endpoint.port())) ? endpoint.port() : endpoint.text();
  }

  private static Optional<Endpoint> place(Object written) {
    return Optional.ofNullable(written)
        .flatMap(w -> Endpoint.of(plain(w.toString())))
        .filter(e -> e.port() > 0);
  }

  /** Another user may have written it: a line of ours stays one, and no terminal obeys it. */
  private static String plain(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  private static List<String> texts(JsonObject json, String key) {
    List<String> texts = new ArrayList<>();
    json.getArray(key, new JsonArray()).stream().map(Objects::toString).forEach(texts::add);
    return List.copyOf(texts);
  }

  /** Makes it known, where it is not yet. */
  public void write(AppDir appDir, AtomicFiles files) throws HostFailure {
    if (read(appDir).equals(Optional.of(this))) {
      return;
    }
    JsonObject json = new JsonObject();
    json.put("app", app);
    json.put("site", site.toString());
    ports.ifPresent(p -> json.put("blue", place(p.blue())));
    ports.ifPresent(p -> json.put("green", place(p.green())));
    behind.ifPresent(port -> json.put("behind", port));
    include.ifPresent(file -> json.put("include", file.toString()));
    conf.ifPresent(file -> json.put("conf", file.toString()));
    json.put("listen", new JsonArray(listen));
    json.put("tls_listen", new JsonArray(tlsListen));
    json.put("names", new JsonArray(names));
    workdir.ifPresent(folder -> json.put("workdir", folder.toString()));
    playbook.ifPresent(file -> json.put("playbook", file.toString()));
    json.put("by", by);
    files.write(appDir.owner(), JsonWriter.string(json) + "\n", 0644);
  }

  /** The same, deployed by whom and with what another one was. */
  public Layout deployedAs(Layout other) {
    return new Layout(
        app,
        dir,
        site,
        ports,
        behind,
        include,
        conf,
        listen,
        tlsListen,
        names,
        workdir,
        other.playbook,
        other.by);
  }

  /** Whether it has the same of this machine, whoever deployed it with whichever copy. */
  public boolean matches(Layout other) {
    return deployedAs(other).equals(other);
  }

  /** {@code shop (app.dir /var/lib/bluegreen/shop, deployed by root with /srv/shop/shop.yml)}. */
  public String describe() {
    return app + " (" + origin() + ")";
  }

  /** {@code app.dir /var/lib/bluegreen/shop, deployed by root with /srv/shop/shop.yml}. */
  public String origin() {
    String deployed =
        (by.isEmpty() ? "" : " by " + by) + playbook.map(p -> " with " + p).orElse("");
    return "app.dir " + dir + (deployed.isEmpty() ? "" : ", deployed" + deployed);
  }
}
