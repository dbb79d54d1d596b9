package bluegreen.nginx;

import static bluegreen.host.AtomicFiles.why;

import bluegreen.host.Certificate;
import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Pem;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks at the certificate and the key of a playbook before nginx does: nginx only says what is
 * wrong when its configuration is written, and a certificate that has run out it does not mind.
 */
public final class Certificates {
  private static final String CERTIFICATE = "nginx.tls.certificate: ";
  private static final String KEY = "nginx.tls.key: ";

  /** Bytes; no chain of certificates comes near. */
  private static final int MOST = 1_000_000;

  private final Playbook.Nginx nginx;
  private final Commands commands;

  /** Those of that nginx. */
  public Certificates(Playbook.Nginx nginx, Commands commands) {
    this.nginx = nginx;
    this.commands = commands;
  }

  /** What is wrong with them at a moment, a sentence each; nothing where there is no TLS. */
  public List<String> problems(Instant now) throws InterruptedException {
    List<String> problems = new ArrayList<>();
    if (nginx.tls().isPresent()) {
      Tls tls = nginx.tls().get();
      List<Certificate> chain =
          read(CERTIFICATE, tls.certificate(), problems)
              .map(text -> chain(text, problems))
              .orElse(List.of());
      Optional<Pem> key = read(KEY, tls.key(), problems).flatMap(text -> key(text, problems));
      if (!chain.isEmpty()) {
        problems.addAll(unfit(chain.get(0), now));
        key.ifPresent(k -> pairing(k, chain, problems));
      }
    }
    return problems;
  }

  /** The text of a file; empty where that is a problem, or for nginx alone to judge. */
  private Optional<String> read(String what, Path file, List<String> problems)
      throws InterruptedException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      problems.add(what + file + " is not a file");
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(new String(in.readNBytes(MOST), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      // A key is for root's eyes, and so is often the folder in which the two are.
      return nginx.sudo() ? readAsRoot(what, file, problems) : unread(what, file, why(e), problems);
    }
  }

  private static Optional<String> unread(
      String what, Path file, String why, List<String> problems) {
    problems.add(what + "cannot read " + file + ": " + why);
    return Optional.empty();
  }

  /** Where sudo allows us no more than nginx itself, nginx will tell. */
  private Optional<String> readAsRoot(String what, Path file, List<String> problems)
      throws InterruptedException {
    try {
      Command cat = Command.of("sudo", "-n", "cat", "--", file.toString()).hidden(true);
      Commands.Result result = commands.run(cat);
      String said = result.stderr().strip();
      int reason = said.lastIndexOf(file + ": ");
      if (result.ok() || reason < 0) {
        return Optional.of(result.stdout()).filter(text -> result.ok());
      }
      String why = said.substring(reason + file.toString().length() + 2);
      return unread(what, file, why, problems);
    } catch (HostFailure e) {
      return Optional.empty();
    }
  }

  private List<Certificate> chain(String text, List<String> problems) {
    Path file = nginx.tls().orElseThrow().certificate();
    try {
      List<Certificate> chain = Certificate.in(text);
      if (chain.isEmpty()) {
        problems.add(CERTIFICATE + file + " holds no certificate in PEM form");
      }
      return chain;
    } catch (CertificateException e) {
      problems.add(CERTIFICATE + file + " holds a certificate that cannot be read");
      return List.of();
    }
  }

  private Optional<Pem> key(String text, List<String> problems) {
    Path file = nginx.tls().orElseThrow().key();
    Optional<Pem> key =
        Pem.blocks(text).stream().filter(b -> b.label().endsWith("PRIVATE KEY")).findFirst();
    if (key.isEmpty()) {
      problems.add(KEY + file + " holds no private key in PEM form");
    } else if (key.get().encrypted()) {
      problems.add(
          KEY
              + file
              + " is encrypted, and nobody is there to type its passphrase when nginx starts;"
              + " write it without one, with access for root alone: openssl pkey -in "
              + file
              + " -out NEW.key");
    }
    return key.filter(k -> !k.encrypted());
  }

  private List<String> unfit(Certificate own, Instant now) {
    List<String> problems = new ArrayList<>();
    String file = CERTIFICATE + nginx.tls().orElseThrow().certificate();
    if (now.isAfter(own.until())) {
      problems.add(file + " expired on " + Certificate.said(own.until()) + "; renew it");
    } else if (now.isBefore(own.from())) {
      problems.add(
          file
              + " is valid only from "
              + Certificate.said(own.from())
              + " on; here it is "
              + Certificate.said(now));
    }
    List<String> names = nginx.serverNames();
    // One name may well be for this machine alone; none at all is the wrong file.
    if (names.stream().allMatch(Probe::isName) && names.stream().noneMatch(own::isFor)) {
      problems.add(
          file
              + " is for "
              + (own.names().isEmpty() ? "no name" : String.join(", ", own.names()))
              + ", and not for nginx.server_name "
              + String.join(", ", names));
    }
    return problems;
  }

  private void pairing(Pem key, List<Certificate> chain, List<String> problems) {
    Tls tls = nginx.tls().orElseThrow();
    PublicKey own = chain.get(0).x509().getPublicKey();
    PrivateKeys.Fit fit = PrivateKeys.fit(key, own);
    if (fit == PrivateKeys.Fit.BROKEN) {
      problems.add(KEY + tls.key() + " holds a private key that cannot be read");
    } else if (fit == PrivateKeys.Fit.OTHER) {
      boolean later =
          chain.stream()
              .skip(1)
              .anyMatch(c -> PrivateKeys.fit(key, c.x509().getPublicKey()) == PrivateKeys.Fit.OURS);
      problems.add(
          KEY
              + tls.key()
              + " does not belong to the certificate in "
              + tls.certificate()
              + (later ? ", but to a later one there; the site's own has to come first" : ""));
    }
  }
}
