package bluegreen.host;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of a PEM file (RFC 7468).
 *
 * @param label such as {@code CERTIFICATE}
 * @param encrypted whether a passphrase is needed to read what is in it
 * @param der what is in it; empty where that is not base64
 */
public record Pem(String label, boolean encrypted, byte[] der) {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  /** The headers of OpenSSL's traditional form (RFC 1421), which end with an empty line. */
  private static final Pattern HEADERS =
      Pattern.compile("\\A\\s*[A-Za-z-]+:.*?\\R\\s*?\\R", Pattern.DOTALL);

  /** All blocks of a file, in their order; what is between them is passed over. */
  public static List<Pem> blocks(String text) {
    List<Pem> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      String label = block.group(1);
      Matcher headers = HEADERS.matcher(block.group(2));
      boolean headed = headers.find();
      boolean locked =
          label.startsWith("ENCRYPTED") || headed && headers.group().contains("ENCRYPTED");
      String body = headed ? block.group(2).substring(headers.end()) : block.group(2);
      blocks.add(new Pem(label, locked, decoded(body)));
    }
    return blocks;
  }

  private static byte[] decoded(String body) {
    try {
      return Base64.getMimeDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}
