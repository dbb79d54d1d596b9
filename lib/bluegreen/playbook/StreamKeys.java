package bluegreen.playbook;

import bluegreen.playbook.Playbook.Nginx;
import bluegreen.playbook.Playbook.Server;
import bluegreen.playbook.Playbook.SwitchKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The rules of {@code nginx.stream}: what goes with it, and what is HTTP's alone. */
final class StreamKeys {
  /** What has no meaning without HTTP, and what to do instead. */
  private static final Map<String, String> HTTP_ONLY = new LinkedHashMap<>();

  static {
    HTTP_ONLY.put(
        "tls", "TLS is the app's: nginx passes the connection on as it is, without opening it");
    HTTP_ONLY.put("server_name", "a TCP connection has no name; what tells apps apart is the port");
    HTTP_ONLY.put("location", "there is no location in a stream; take it out");
    HTTP_ONLY.put("soft", "a connection outlives a reload of the stream block; take it out");
    HTTP_ONLY.put("url", "nginx.listen says where we reach the app; take it out");
  }

  private StreamKeys() {}

  static void check(Section nginx, Findings findings) {
    if (!nginx.has("stream")) {
      return;
    }
    HTTP_ONLY.forEach(
        (key, why) -> {
          if (nginx.has(key)) {
            findings.atKey("nginx." + key, "is nothing for nginx.stream: " + why);
          }
        });
    if (nginx.flag("install")) {
      findings.atKey(
          "nginx.install",
          "does not bring nginx's stream module; install both first: " + StreamServer.PACKAGES);
    }
    if (!nginx.has("listen") && !findings.failed("nginx.listen")) {
      findings.atKey(
          "nginx.listen", "missing; with nginx.stream it says which ports visitors connect to");
    }
  }

  /** The nginx that the stream block is in. */
  static Nginx bind(Section nginx, Server server) {
    List<String> listen = nginx.texts("listen");
    return new Nginx(
        server.bin(),
        server.conf(),
        server.prefix(),
        false,
        server.sudo(),
        new StreamServer(nginx.path("stream").orElseThrow()),
        listen,
        List.of("_"),
        Optional.empty(),
        SwitchKind.valueOf(nginx.required("switch").toUpperCase(Locale.ROOT)),
        nginx.time("soft"),
        "tcp://" + reachable(listen.get(0)),
        Optional.empty());
  }

  /** A place where nginx listens, as it is reached from this machine. */
  private static String reachable(String listen) {
    int colon = listen.lastIndexOf(':');
    String host = colon < 0 ? "*" : listen.substring(0, colon);
    String there =
        switch (host) {
          case "*", "0.0.0.0" -> "127.0.0.1";
          case "[::]" -> "[::1]";
          default -> host;
        };
    return there + ":" + listen.substring(colon + 1);
  }
}
