package bluegreen.run;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The user's own nginx in front of ours: it passes visitors on to the address that its included
 * file said at the last reload. Its program knows its options, refuses what is BROKEN, and does not
 * reload while there is a file called {@code stiff}, or does so without effect while there is one
 * called {@code deaf}.
 */
final class StubFront extends StubApp {
  /** Who answers at which port. */
  final Map<Integer, StubApp> apps = new HashMap<>();

  /** What it answers by a rule of its own, before it passes anything on. */
  volatile Optional<Reply> guard = Optional.empty();

  final Path folder;
  final Path conf;
  final Path include;
  private final Path loaded;

  /** One that listens, and that sends visitors to an address. */
  StubFront(Path folder, String address) throws IOException {
    this.folder = Files.createDirectories(folder);
    conf = folder.resolve("nginx.conf");
    include = folder.resolve("url.inc");
    loaded = folder.resolve("loaded");
    Files.writeString(include, "# ours: keep\nset $service_url " + address + ";\n");
    configure("", "");
    load();
  }

  /** Gives it further lines for its server block, and for the block around that. */
  void configure(String server, String http) throws IOException {
    Files.writeString(
        conf,
        """
        http {
          %s
          server {
            listen 127.0.0.1:%d;
            include url.inc;
            %s
            location / { proxy_pass $service_url; }
          }
        }
        """
            .formatted(http, port(), server));
  }

  /** As a reload does. */
  void load() throws IOException {
    Files.copy(include, loaded, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Its program. */
  Path program() throws IOException {
    Path program = folder.resolve("nginx");
    Files.writeString(
        program,
        """
        #!/bin/sh
        cd '%s'
        case "$*" in
          -V) echo 'nginx version: nginx/1.22.1' >&2; exit ;;
        esac
        if grep -s BROKEN *.conf *.inc >&2; then exit 1; fi
        case "$*" in
          *reload) if [ -e stiff ]; then echo 'it is stiff' >&2; exit 1; fi
            if [ ! -e deaf ]; then cp url.inc loaded; fi ;;
          *) if [ -e strict ]; then echo 'it is strict' >&2; exit 1; fi ;;
        esac
        """
            .formatted(folder));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return program;
  }

  @Override
  Reply reply(HttpExchange exchange) {
    if (guard.isPresent()) {
      return guard.get();
    }
    try {
      String address =
          Files.readString(loaded).replaceFirst("(?s).*set \\$service_url (\\S+);.*", "$1");
      StubApp app = apps.get(URI.create(address).getPort());
      return app == null ? Reply.of(502, "") : app.reply(exchange);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
