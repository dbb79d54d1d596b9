package bluegreen.host;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which certificates an answer by {@code https://} may come with.
 *
 * @param own a PEM file; the certificates in it are trusted besides the authorities that Java knows
 * @param here what counts instead where the URL is one of this machine's loopback, where nobody
 *     else can answer
 * @param names the site's names
 */
public record Trust(Optional<Path> own, Here here, List<String> names) {
  /** What counts on the loopback. */
  public enum Here {
    /** The same as everywhere. */
    SAME,
    /** Any certificate. */
    ANY,
    /** One that is valid now and for one of the site's names, whoever has signed it. */
    SITE
  }

  /** As browsers do: the URL's name, signed by an authority that Java knows. */
  public static Trust authorities() {
    return new Trust(Optional.empty(), Here.SAME, List.of());
  }

  /** The same, or a certificate of that file. */
  public static Trust authoritiesAnd(Optional<Path> own) {
    return new Trust(own, Here.SAME, List.of());
  }

  /** On the loopback any certificate: for what is known by other means to be who answers there. */
  public static Trust anyHere() {
    return new Trust(Optional.empty(), Here.ANY, List.of());
  }

  /**
   * For a site of this machine's nginx with that certificate. An nginx that has not been reloaded
   * since the file was renewed still shows the one before: on the loopback its name and its dates
   * count.
   *
   * @param names nginx's names of it; none where any name will do
   */
  public static Trust site(Path certificate, List<String> names) {
    return new Trust(Optional.of(certificate), Here.SITE, names);
  }

  /** What counts away from the loopback. */
  Trust elsewhere() {
    return new Trust(own, Here.SAME, List.of());
  }
}
