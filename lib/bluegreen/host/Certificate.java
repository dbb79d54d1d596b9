package bluegreen.host;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A certificate as a client of the site looks at it: for which names it is, and how long. */
public record Certificate(X509Certificate x509) {
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Pattern COMMON_NAME = Pattern.compile("(?:^|,)CN=([^,]+)");

  // RFC 5280, 4.2.1.6: the alternatives of a GeneralName.
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  /**
   * The certificates in a PEM text, in their order.
   *
   * @throws CertificateException where one of them cannot be read
   */
  public static List<Certificate> in(String pem) throws CertificateException {
    List<Certificate> all = new ArrayList<>();
    for (Pem block : Pem.blocks(pem)) {
      if (block.label().equals("CERTIFICATE") || block.label().endsWith(" CERTIFICATE")) {
        all.add(
            new Certificate(
                (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(block.der()))));
      }
    }
    return all;
  }

  /** Whether this is one of those in a file; never where the file cannot be read. */
  public boolean isIn(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      return in(text).contains(this);
    } catch (IOException | CertificateException e) {
      return false;
    }
  }

  /** The names and addresses that it is for; of an old one without any, its common name. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> alternatives = x509.getSubjectAlternativeNames();
      for (List<?> name : alternatives == null ? List.<List<?>>of() : alternatives) {
        if (name.get(0).equals(DNS_NAME) || name.get(0).equals(IP_ADDRESS)) {
          names.add((String) name.get(1));
        }
      }
    } catch (CertificateParsingException e) {
      // For no name at all, then.
    }
    Matcher common = COMMON_NAME.matcher(x509.getSubjectX500Principal().getName());
    if (names.isEmpty() && common.find()) {
      names.add(common.group(1));
    }
    return List.copyOf(names);
  }

  /**
   * Whether it is for a name such as {@code shop.example.com}, or, as nginx writes them, for one of
   * those that {@code *.example.com} and {@code .example.com} stand for.
   */
  public boolean isFor(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    boolean several = wanted.startsWith("*.") || wanted.startsWith(".");
    String below = wanted.substring(wanted.indexOf('.') + 1);
    return names().stream()
        .map(n -> n.toLowerCase(Locale.ROOT))
        .anyMatch(
            n ->
                covers(n, wanted)
                    || several && n.endsWith("." + below)
                    || wanted.startsWith(".") && covers(n, below));
  }

  /** A star stands for one label (RFC 6125, 6.4.3). */
  private static boolean covers(String pattern, String name) {
    int dot = name.indexOf('.');
    return pattern.equals(name)
        || pattern.startsWith("*.") && dot > 0 && pattern.substring(1).equals(name.substring(dot));
  }

  /** The first moment at which it is valid. */
  public Instant from() {
    return x509.getNotBefore().toInstant();
  }

  /** The last moment at which it is valid. */
  public Instant until() {
    return x509.getNotAfter().toInstant();
  }

  /** Whether it is valid at a moment. */
  public boolean validAt(Instant moment) {
    return !moment.isBefore(from()) && !moment.isAfter(until());
  }

  /** A moment in the user's words: {@code 2026-01-31 12:00 UTC}. */
  public static String said(Instant moment) {
    return MOMENT.format(moment);
  }

  /** For which names it is and until when. */
  public String describe() {
    String names = names().isEmpty() ? "no name" : String.join(", ", names());
    return "for " + names + ", valid from " + said(from()) + " to " + said(until());
  }
}
