package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Commands;
import bluegreen.host.Trace;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Site;
import bluegreen.playbook.Playbook.SwitchKind;
import bluegreen.playbook.Playbook.Tls;
import bluegreen.testing.Authority;
import bluegreen.testing.Authority.Issued;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A certificate and its key")
class CertificatesTest {
  private static final String SHOP = "shop.example.com";

  @TempDir static Path folder;
  private static Authority authority;
  private static Issued shop;
  private static Issued rsa;

  @BeforeAll
  static void issue() {
    authority = Authority.in(folder);
    shop = authority.issue("shop", SHOP, "www.example.com", "10.1.2.3");
    rsa = authority.issueRsa("rsa", SHOP);
  }

  private static Playbook.Nginx nginx(Path certificate, Path key, List<String> names) {
    return new Playbook.Nginx(
        "nginx",
        Path.of("/etc/nginx/nginx.conf"),
        Optional.empty(),
        false,
        false,
        new Site(Path.of("/etc/nginx/conf.d/shop.conf")),
        List.of("80"),
        names,
        Optional.of(new Tls(certificate, key, List.of("443"), true)),
        SwitchKind.LIVE,
        Duration.ofSeconds(1),
        "https://127.0.0.1/",
        Optional.empty());
  }

  private static List<String> problems(Path certificate, Path key, String... names)
      throws InterruptedException {
    return new Certificates(nginx(certificate, key, List.of(names)), new Commands(Trace.SILENT))
        .problems(Instant.now());
  }

  /** The one problem, which has to name the file as well. */
  private static String problem(Path certificate, Path key, Path named)
      throws InterruptedException {
    List<String> problems = problems(certificate, key, SHOP);
    assertEquals(1, problems.size(), problems::toString);
    assertTrue(problems.get(0).contains(named.toString()), problems.get(0));
    return problems.get(0);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("are fine where they belong together, in whatever form openssl writes the key:")
  @CsvSource({
    "PKCS#8 EC, shop, pkey -in shop.key",
    "PKCS#1, rsa, rsa -in rsa.key -traditional",
    "SEC 1, shop, ec -in shop.key",
    "SEC 1 without the curve, shop, ec -in shop.key -no_public",
    "PKCS#8 RSA, rsa, pkey -in rsa.key"
  })
  void formsOfKeys(String form, String issued, String command) throws Exception {
    authority.openssl(command + " -out written.key");
    String text = Files.readString(folder.resolve("written.key"));
    boolean pkcs8 = text.startsWith("-----BEGIN PRIVATE KEY-----");
    assertEquals(form.startsWith("PKCS#8"), pkcs8, text.lines().findFirst().orElse(""));
    assertEquals(
        List.of(), problems(folder.resolve(issued + ".pem"), folder.resolve("written.key"), SHOP));
  }

  @Test
  @DisplayName("are fine with the parameters of the curve before the key, and as Ed25519")
  void otherForms() throws Exception {
    authority.openssl("ecparam -name prime256v1 -genkey -out params.key");
    authority.openssl("req -x509 -key params.key -out params.pem -days 1 -subj /CN=" + SHOP);
    authority.openssl(
        "req -x509 -newkey ed25519 -nodes -keyout ed.key -out ed.pem -days 1 -subj /CN=" + SHOP);
    for (String name : List.of("params", "ed")) {
      assertEquals(
          List.of(), problems(folder.resolve(name + ".pem"), folder.resolve(name + ".key"), SHOP));
    }
    assertTrue(Files.readString(folder.resolve("params.key")).contains("EC PARAMETERS"));
  }

  @Test
  @DisplayName("are fine in one file, behind words of someone's, with the chain after them")
  void oneFile() throws Exception {
    Path both =
        file(
            "both.pem",
            "# of shop\n"
                + Files.readString(shop.key())
                + Files.readString(shop.certificate())
                + Files.readString(authority.certificate()));
    assertEquals(List.of(), problems(both, both, SHOP));
  }

  @Test
  @DisplayName("are missed where they are not there, both at once")
  void missing() throws Exception {
    List<String> problems = problems(folder.resolve("no.pem"), folder.resolve("no.key"), SHOP);
    assertEquals(
        List.of(
            "nginx.tls.certificate: cannot read %s/no.pem: %s/no.pem does not exist",
            "nginx.tls.key: cannot read %s/no.key: %s/no.key does not exist"),
        problems.stream().map(p -> p.replace(folder.toString(), "%s")).toList());
    assertTrue(problem(folder, shop.key(), folder).endsWith(" is not a file"));
  }

  @ParameterizedTest(name = "case {index}")
  @DisplayName("are refused where they are no PEM:")
  @ValueSource(
      strings = {
        "",
        "text\n",
        "-----BEGIN CERTIFICATE-----\n",
        "-----BEGIN X-----\nAA==\n-----END X-----\n"
      })
  void noPem(String text) throws Exception {
    Path file = file("no-pem", text);
    assertTrue(problem(file, shop.key(), file).endsWith(" holds no certificate in PEM form"));
    assertTrue(
        problem(shop.certificate(), file, file).endsWith(" holds no private key in PEM form"));
  }

  @ParameterizedTest(name = "case {index}")
  @DisplayName("are refused where the PEM holds something else:")
  @ValueSource(strings = {"", "AAAA", "no base64!", "MIIBIjANBgkqhkiG"})
  void brokenPem(String text) throws Exception {
    Path certificate = file("broken.pem", block("CERTIFICATE", text));
    assertTrue(
        problem(certificate, shop.key(), certificate)
            .endsWith(" holds a certificate that cannot be read"));
    for (String label : List.of("PRIVATE KEY", "EC PRIVATE KEY")) {
      Path key = file("broken.key", block(label, text));
      assertTrue(
          problem(shop.certificate(), key, key)
              .endsWith(" holds a private key that cannot be read"));
    }
  }

  private static String block(String label, String text) {
    return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
  }

  @Test
  @DisplayName("are refused where the key is encrypted, in either form")
  void encrypted() throws Exception {
    authority.openssl("pkey -in rsa.key -aes256 -passout pass:secret -out locked.key");
    authority.openssl("rsa -in rsa.key -traditional -aes128 -passout pass:secret -out locked1.key");
    for (String name : List.of("locked.key", "locked1.key")) {
      Path key = folder.resolve(name);
      String said = problem(rsa.certificate(), key, key);
      assertTrue(said.contains(" is encrypted, and nobody is there to type"), said);
    }
  }

  @Test
  @DisplayName("are refused where they do not belong together")
  void mismatch() throws Exception {
    Issued other = authority.issue("other", SHOP);
    authority.openssl("ecparam -name secp384r1 -genkey -noout -out curve.key");
    authority.openssl("rsa -in rsa.key -traditional -out rsa1.key");
    authority.openssl("genrsa -out rsa2.key 2048");
    for (Path key :
        List.of(
            other.key(),
            rsa.key(),
            folder.resolve("rsa1.key"),
            authority.certificate().resolveSibling("ca.key"))) {
      String said = problem(shop.certificate(), key, key);
      assertEquals(
          "nginx.tls.key: " + key + " does not belong to the certificate in " + shop.certificate(),
          said);
    }
    Path wrong = folder.resolve("rsa2.key");
    assertTrue(problem(rsa.certificate(), wrong, wrong).contains(" does not belong to "));
    assertTrue(problem(rsa.certificate(), shop.key(), shop.key()).contains(" does not belong to "));
    Path curve = folder.resolve("curve.key");
    assertTrue(problem(shop.certificate(), curve, curve).startsWith("nginx.tls.key: "));
  }

  @Test
  @DisplayName("are refused where the chain comes first, with a word of what to do")
  void wrongOrder() throws Exception {
    Path turned =
        file(
            "turned.pem",
            Files.readString(authority.certificate()) + Files.readString(shop.certificate()));
    List<String> problems = problems(turned, shop.key(), "_");
    assertTrue(
        problems.get(0).endsWith(", but to a later one there; the site's own has to come first"),
        problems::toString);
  }

  @Test
  @DisplayName("are refused where the certificate has expired, or is not valid yet")
  void dates() throws Exception {
    Instant now = Instant.now();
    Duration hour = Duration.ofHours(1);
    Issued old = authority.issue("old", now.minus(hour.multipliedBy(48)), now.minus(hour), SHOP);
    String said = problem(old.certificate(), old.key(), old.certificate());
    assertTrue(said.matches(".*old\\.pem expired on \\d{4}-\\d\\d-\\d\\d .* UTC; renew it"), said);
    Issued early = authority.issue("early", now.plus(hour), now.plus(hour.multipliedBy(2)), SHOP);
    said = problem(early.certificate(), early.key(), early.certificate());
    assertTrue(said.matches(".*early\\.pem is valid only from .* on; here it is .*"), said);
  }

  @ParameterizedTest
  @DisplayName("are fine for a name, an address, any of several, and what nginx matches by pattern")
  @ValueSource(
      strings = {
        SHOP,
        "SHOP.example.com",
        "10.1.2.3",
        "internal www.example.com",
        "_",
        "~^shop\\d+$",
        "other.example.org _",
        "*.example.com",
        ".example.com"
      })
  void names(String names) throws Exception {
    assertEquals(List.of(), problems(shop.certificate(), shop.key(), names.split(" ")));
  }

  @ParameterizedTest
  @DisplayName("are refused where the certificate is for none of the site's names")
  @ValueSource(strings = {"example.com", "shop.example.org", "a.b.example.com", "10.1.2.4"})
  void otherNames(String name) throws Exception {
    assertEquals(
        List.of(
            "nginx.tls.certificate: "
                + shop.certificate()
                + " is for shop.example.com, www.example.com, 10.1.2.3,"
                + " and not for nginx.server_name "
                + name),
        problems(shop.certificate(), shop.key(), name));
  }

  @Test
  @DisplayName("are fine with a star in the certificate's name, which stands for one label")
  void star() throws Exception {
    Issued star = authority.issue("star", "*.example.com");
    for (String name : List.of(SHOP, "*.example.com")) {
      assertEquals(List.of(), problems(star.certificate(), star.key(), name));
    }
    for (String name : List.of("example.com", "a.b.example.com", "*.example.org")) {
      assertEquals(1, problems(star.certificate(), star.key(), name).size(), name);
    }
  }

  @Test
  @DisplayName("are read only as far as any certificate reaches")
  void huge() throws Exception {
    Path huge = Files.copy(shop.key(), folder.resolve("huge.key"));
    Files.writeString(huge, "#".repeat(2_000_000), StandardOpenOption.APPEND);
    assertEquals(List.of(), problems(shop.certificate(), huge, SHOP));
  }
}
