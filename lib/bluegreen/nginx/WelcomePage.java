package bluegreen.nginx;

import bluegreen.nginx.conf.ServerBlock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The page that nginx's package shows until somebody has one of his own. A folder with his files in
 * it is his site, although the server block around it is as the package has left it.
 */
public final class WelcomePage {
  /** What the packages of Debian, Fedora, Amazon Linux and nginx.org put into that folder. */
  private static final Set<String> PACKAGED =
      Set.of(
          "index.html",
          "index.nginx-debian.html",
          "50x.html",
          "404.html",
          "nginx-logo.png",
          "poweredby.png",
          "system_noindex_logo.png",
          "icons",
          "img");

  private static final Pattern WELCOME =
      Pattern.compile("welcome to .{0,40}nginx|test page", Pattern.CASE_INSENSITIVE);

  /** Where {@code root html} leads, as nginx was built. */
  private static final List<String> RELATIVE =
      List.of("/usr/share/nginx/html", "/etc/nginx/html", "/usr/local/nginx/html");

  private static final int MOST_BYTES = 64_000;

  private WelcomePage() {}

  /** Those blocks of this machine that show such a page and nothing else. */
  public static Predicate<ServerBlock> here() {
    return block ->
        block.isStock()
            && block.roots().stream()
                .flatMap(r -> r.startsWith("/") ? Stream.of(r) : RELATIVE.stream())
                .allMatch(r -> isUntouched(Path.of(r)));
  }

  /** Whether there is nothing in a folder but what a package has put there. */
  static boolean isUntouched(Path folder) {
    if (!Files.exists(folder)) {
      return true;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.allMatch(WelcomePage::isPackaged);
    } catch (IOException e) {
      return false; // It cannot be told whose it is.
    }
  }

  private static boolean isPackaged(Path file) {
    String name = file.getFileName().toString();
    return PACKAGED.contains(name) && (!name.startsWith("index.") || welcomes(file));
  }

  private static boolean welcomes(Path page) {
    try {
      // Where the distribution keeps the page for all web servers, this is a link to it.
      boolean linked = Files.isSymbolicLink(page) && page.toRealPath().startsWith("/usr/share");
      byte[] bytes = Files.readAllBytes(page);
      String text =
          new String(bytes, 0, Math.min(bytes.length, MOST_BYTES), StandardCharsets.UTF_8);
      return linked || WELCOME.matcher(text).find();
    } catch (IOException e) {
      return false;
    }
  }
}
