package bluegreen.host;

import java.net.http.HttpHeaders;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server says of a file before it is fetched.
 *
 * @param bytes its size
 * @param tag the {@code ETag}, with its quotes; empty where there is none
 * @param modified the {@code Last-Modified}; empty where there is none
 * @param sha256 64 hex digits
 * @param type the {@code Content-Type}; empty where there is none
 */
public record Offer(
    OptionalLong bytes, String tag, String modified, Optional<String> sha256, String type) {
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{64}");

  /** RFC 3230 has the digest bare, RFC 9530 between colons. */
  private static final Pattern LISTED =
      Pattern.compile("(?i)(?:^|,)\\s*sha-256\\s*=\\s*:?([A-Za-z0-9+/]{43}=)");

  private static final Pattern STRONG = Pattern.compile("\"[!#-~]{1,200}\"");
  private static final Pattern DATE = Pattern.compile("[A-Za-z0-9,: ]{1,40}");
  private static final Pattern WHOLE = Pattern.compile("bytes \\d+-\\d+/(\\d{1,18})");

  /** From an answer to a request for the file, or for a part of it. */
  static Offer of(int status, HttpHeaders headers) {
    return new Offer(
        status == 206 ? whole(headers) : length(headers),
        headers.firstValue("ETag").orElse(""),
        headers.firstValue("Last-Modified").orElse(""),
        stated(headers).or(() -> listed(headers)),
        headers.firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT));
  }

  /** How much of a body is announced. */
  static OptionalLong length(HttpHeaders headers) {
    return headers
        .firstValue("Content-Length")
        .filter(n -> n.matches("\\d{1,18}"))
        .map(n -> OptionalLong.of(Long.parseLong(n)))
        .orElse(OptionalLong.empty());
  }

  private static OptionalLong whole(HttpHeaders headers) {
    Matcher range = WHOLE.matcher(headers.firstValue("Content-Range").orElse(""));
    return range.matches() ? OptionalLong.of(Long.parseLong(range.group(1))) : OptionalLong.empty();
  }

  /** As repositories do, whose own word for a file it is, also in an answer that leads to it. */
  static Optional<String> stated(HttpHeaders headers) {
    return headers
        .firstValue("X-Checksum-Sha256")
        .map(String::strip)
        .filter(d -> HEX.matcher(d).matches())
        .map(d -> d.toLowerCase(Locale.ROOT));
  }

  /** Of the whole file, but for {@code Content-Digest}, which nobody asks for. */
  private static Optional<String> listed(HttpHeaders headers) {
    for (String name : List.of("Repr-Digest", "Digest")) {
      for (String value : headers.allValues(name)) {
        Matcher found = LISTED.matcher(value);
        if (found.find()) {
          byte[] digest = Base64.getDecoder().decode(found.group(1));
          return Optional.of(HexFormat.of().formatHex(digest));
        }
      }
    }
    return Optional.empty();
  }

  /** The same where a server on the way has said what it is. */
  Offer stating(Optional<String> digest) {
    return new Offer(bytes, tag, modified, digest.or(() -> sha256), type);
  }

  /** Whether it can be told from another one under the same URL. */
  public boolean isKnown() {
    return !tag.isEmpty() || !modified.isEmpty();
  }

  /** By what it is told from others under the same URL, also where its tag is weak at times. */
  public List<String> marks() {
    return List.of(tag.replaceFirst("^W/", ""), modified, tag.isEmpty() ? bytes.toString() : "");
  }

  /**
   * By what a server knows whether the rest of what we have is the rest of what it has (RFC 9110,
   * 13.1.5); empty where it cannot.
   */
  Optional<String> condition() {
    // What a server says is said to it again: nothing but what may be in such a header.
    return Optional.of(STRONG.matcher(tag).matches() ? tag : modified)
        .filter(c -> STRONG.matcher(c).matches() || DATE.matcher(c).matches());
  }

  /** Whether it is a page for people. */
  public boolean isPage() {
    return type.startsWith("text/html");
  }
}
