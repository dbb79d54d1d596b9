package bluegreen.nginx;

import bluegreen.host.Pem;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Whether a private key belongs to a certificate, for the forms of keys that nginx reads. */
final class PrivateKeys {
  /** How each kind of key signs. */
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

  /** Forms of one kind of key each, as OpenSSL wrote them before PKCS#8. */
  private static final Map<String, String> TRADITIONAL =
      Map.of("RSA PRIVATE KEY", "RSA", "EC PRIVATE KEY", "EC");

  private static final byte INTEGER = 0x02;
  private static final byte OCTETS = 0x04;
  private static final byte SEQUENCE = 0x30;

  /** What came of the comparison. */
  enum Fit {
    /** It is the certificate's. */
    OURS,
    /** It is another certificate's. */
    OTHER,
    /** It is no key. */
    BROKEN,
    /** A kind of key that only nginx can judge. */
    UNKNOWN
  }

  private PrivateKeys() {}

  /** Compares a key with a certificate's: what the one has signed the other has to confirm. */
  static Fit fit(Pem key, PublicKey certified) {
    String kind = certified.getAlgorithm();
    String traditional = TRADITIONAL.getOrDefault(key.label(), kind);
    boolean known = key.label().equals("PRIVATE KEY") || TRADITIONAL.containsKey(key.label());
    if (!known || !SIGNATURES.containsKey(kind)) {
      return Fit.UNKNOWN;
    } else if (!traditional.equals(kind)) {
      return Fit.OTHER;
    }
    Optional<PrivateKey> read = read(kind, pkcs8(key, certified));
    if (read.isEmpty()) {
      boolean otherKind = SIGNATURES.keySet().stream().anyMatch(k -> isOf(k, key));
      return otherKind ? Fit.OTHER : Fit.BROKEN;
    }
    return confirms(kind, read.get(), certified) ? Fit.OURS : Fit.OTHER;
  }

  private static boolean isOf(String kind, Pem key) {
    return key.label().equals("PRIVATE KEY") && read(kind, key.der()).isPresent();
  }

  private static Optional<PrivateKey> read(String kind, byte[] pkcs8) {
    try {
      return Optional.of(
          KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + kind, e);
    } catch (GeneralSecurityException | RuntimeException e) {
      return Optional.empty(); // Broken ones are met with all kinds of exceptions.
    }
  }

  private static boolean confirms(String kind, PrivateKey key, PublicKey certified) {
    byte[] text = "bluegreen".getBytes(StandardCharsets.US_ASCII);
    try {
      Signature signs = Signature.getInstance(SIGNATURES.get(kind));
      signs.initSign(key);
      signs.update(text);
      byte[] signature = signs.sign();
      Signature confirms = Signature.getInstance(SIGNATURES.get(kind));
      confirms.initVerify(certified);
      confirms.update(text);
      return confirms.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /**
   * A key in the one form that Java reads (RFC 5208). The traditional forms are what is in there
   * last; what goes before, the kind of key and for EC the curve, is the same as in the
   * certificate.
   */
  private static byte[] pkcs8(Pem key, PublicKey certified) {
    return TRADITIONAL.containsKey(key.label())
        ? der(SEQUENCE, der(INTEGER, new byte[1]), algorithm(certified), der(OCTETS, key.der()))
        : key.der();
  }

  /** The first part of a public key (RFC 5280, 4.1: SubjectPublicKeyInfo). */
  private static byte[] algorithm(PublicKey key) {
    byte[] encoded = key.getEncoded();
    int begin = 1 + lengthOfLength(encoded, 1);
    // An algorithm and its parameters stay below 128 bytes: their length is in one.
    return Arrays.copyOfRange(encoded, begin, begin + 2 + encoded[begin + 1]);
  }

  private static int lengthOfLength(byte[] der, int at) {
    return der[at] >= 0 ? 1 : 1 + (der[at] & 0x7f);
  }

  private static byte[] der(byte tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    int length = content.size();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (length < 128) {
      out.write(length);
    } else {
      byte[] digits = BigInteger.valueOf(length).toByteArray();
      int skip = digits[0] == 0 ? 1 : 0;
      out.write(0x80 | digits.length - skip);
      out.write(digits, skip, digits.length - skip);
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }
}
