package bluegreen.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.zeroturnaround.exec.ProcessExecutor;

/** An authority that signs certificates in a folder, with openssl(1). Nobody knows it. */
public final class Authority {
  private static final String POLICY =
      """
      [ca]
      default_ca = own
      [own]
      database = index.txt
      rand_serial = yes
      default_md = sha256
      policy = any
      copy_extensions = copy
      unique_subject = no
      [any]
      commonName = supplied
      """;

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private static final Duration DAY = Duration.ofDays(1);

  private final Path folder;

  /** A certificate with its key, both PEM: {@code NAME.pem} and {@code NAME.key}. */
  public record Issued(Path certificate, Path key) {
    /** TLS for a server that shows this certificate; its key has to be as it was issued. */
    public SSLContext server() {
      try {
        String pem = Files.readString(key).replaceAll("-----[A-Z ]+-----", "");
        byte[] pkcs8 = Base64.getMimeDecoder().decode(pem);
        Certificate own = read(certificate);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
            "own",
            KeyFactory.getInstance(own.getPublicKey().getAlgorithm())
                .generatePrivate(new PKCS8EncodedKeySpec(pkcs8)),
            new char[0],
            new Certificate[] {own});
        KeyManagerFactory keys =
            KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
      } catch (IOException | GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static Certificate read(Path pem) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(pem)) {
      return CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private Authority(Path folder) {
    this.folder = folder;
  }

  /** A new one, which keeps its files in that folder. */
  public static Authority in(Path folder) {
    Authority authority = new Authority(folder);
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("ca.cnf"), POLICY);
      Files.writeString(folder.resolve("index.txt"), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    authority.openssl(
        "req -x509 -days 10 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1"
            + " -keyout ca.key -out ca.pem -subj /CN=Authority");
    return authority;
  }

  /** Its own certificate. */
  public Path certificate() {
    return folder.resolve("ca.pem");
  }

  /** A certificate that is valid now, with a key on the curve P-256. */
  public Issued issue(String file, String... names) {
    return issue(file, Instant.now().minus(DAY), Instant.now().plus(DAY), names);
  }

  /** The same with a key of RSA, 2048 bits. */
  public Issued issueRsa(String file, String... names) {
    return issue(
        file, "rsa:2048", Instant.now().minus(DAY), Instant.now().plus(DAY), List.of(names));
  }

  /** A certificate that is valid between two moments. */
  public Issued issue(String file, Instant from, Instant until, String... names) {
    return issue(file, "ec -pkeyopt ec_paramgen_curve:prime256v1", from, until, List.of(names));
  }

  private Issued issue(String file, String kind, Instant from, Instant until, List<String> names) {
    String alternatives =
        names.stream()
            .map(n -> (n.matches("[0-9.]+") ? "IP:" : "DNS:") + n)
            .collect(Collectors.joining(","));
    openssl(
        "req -new -nodes -newkey %s -keyout %s.key -out %s.csr -subj /CN=%s -addext subjectAltName=%s"
            .formatted(kind, file, file, names.get(0), alternatives));
    openssl(
        "ca -batch -notext -config ca.cnf -cert ca.pem -keyfile ca.key -outdir ."
            + " -in %s.csr -out %s.pem -startdate %s -enddate %s"
                .formatted(file, file, MOMENT.format(from), MOMENT.format(until)));
    return new Issued(folder.resolve(file + ".pem"), folder.resolve(file + ".key"));
  }

  /** Runs {@code openssl} with those arguments, separated by spaces, in the folder. */
  public void openssl(String arguments) {
    try {
      Builds.tool(
          new ProcessExecutor(
                  Stream.concat(Stream.of("openssl"), Arrays.stream(arguments.split(" "))).toList())
              .directory(folder.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException("openssl has to be installed for this test", e);
    }
  }

  /** A store that Java can be told to trust instead of its own; without a password. */
  public Path trustStore() {
    Path file = folder.resolve("trust.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      trusted().store(out, null);
      return file;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyStore trusted() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", read(certificate()));
    return store;
  }

  /** TLS for a client that trusts this authority and no other. */
  public SSLContext client() {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
