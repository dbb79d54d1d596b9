package bluegreen.run;

import bluegreen.nginx.SiteFile;
import bluegreen.nginx.WitnessKey;
import bluegreen.playbook.Playbook.SwitchKind;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Answers as our server block in nginx does, from the slot that its loaded file or marker names.
 */
final class StubNginx extends StubApp {
  final Map<Slot, StubApp> apps = new EnumMap<>(Slot.class);

  /** Whether another server block answers. */
  volatile boolean foreign;

  /** Where it goes on with a slot whatever it is told. */
  volatile Optional<Slot> stuck = Optional.empty();

  /** What it answers by a rule of its own, whatever the app would. */
  volatile Optional<Reply> byItself = Optional.empty();

  /** What it answers by a rule that a question of ours goes past. */
  volatile Optional<Reply> toVisitors = Optional.empty();

  /** What it answers by a rule after which nothing tells that it is ours. */
  volatile Optional<Reply> untold = Optional.empty();

  /** What it makes of the app's answer. */
  volatile Optional<Reply> instead = Optional.empty();

  /** Whom it says to have asked, where that is another one. */
  volatile Optional<String> upstream = Optional.empty();

  private final AppDir dir;
  private final Path loaded;

  /**
   * One that listens.
   *
   * @param loaded the site's file as it was at the last reload
   */
  StubNginx(AppDir dir, Path loaded) throws IOException {
    this.dir = dir;
    this.loaded = loaded;
  }

  @Override
  Reply reply(HttpExchange exchange) {
    boolean told = exchange.getRequestURI().getPath().startsWith("/.well-known/bluegreen/");
    if (foreign || Files.notExists(loaded)) {
      return Reply.of(404, "not here");
    }
    SiteFile site = site();
    Slot slot = stuck.orElseGet(() -> chosen(site));
    String who = nonce(exchange) + " " + site.configuration() + " " + slot;
    if (told) {
      return nonce(exchange).isEmpty()
          ? Reply.of(404, "")
          : Reply.of(204, "").with("X-Bluegreen-Answer", who + " ");
    }
    if (untold.isPresent()) {
      return untold.get();
    }
    if (toVisitors.isPresent() && nonce(exchange).isEmpty()) {
      return toVisitors.get();
    }
    if (byItself.isPresent()) {
      return byItself.get().with("X-Bluegreen-Answer", who + " ");
    }
    StubApp app = apps.get(slot);
    String asked = upstream.orElse("127.0.0.1:" + app.port());
    Reply answer = instead.orElse(app.reply);
    return nonce(exchange).isEmpty()
        ? answer
        : answer.with("X-Bluegreen-Answer", who + " " + asked);
  }

  /** The nonce of whoever knows the key. */
  private String nonce(HttpExchange exchange) {
    String ask = exchange.getRequestHeaders().getFirst("X-Bluegreen-Ask");
    String key = new WitnessKey(dir).find().orElse("no key");
    return ask != null && ask.startsWith(key + "-") ? ask.substring(key.length() + 1) : "";
  }

  private Slot chosen(SiteFile site) {
    return site.kind() == SwitchKind.LIVE
        ? Files.exists(dir.greenMarker()) ? Slot.GREEN : Slot.BLUE
        : site.active().orElseThrow();
  }

  private SiteFile site() {
    try {
      return SiteFile.read(Files.readString(loaded)).orElseThrow();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
