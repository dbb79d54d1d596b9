package bluegreen.runner;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.state.AppDir;
import bluegreen.state.Artifact;
import bluegreen.state.Records;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What shows that a tag was written by us: all else in it can be read from files that are open to
 * everybody. It is a digest over a secret that only the deployer can read, the tag, and the user
 * that the process was started as; so whoever can read it, who is that user, can use it for nothing
 * but a process that says the same of itself.
 */
public final class Proof {
  private static final String VARIABLE = "BLUEGREEN_PROOF";
  private static final int BYTES = 32;

  private final AppDir dir;

  /** That of one app. */
  public Proof(AppDir dir) {
    this.dir = dir;
  }

  private Path file() {
    return dir.slots().resolve("secret");
  }

  /**
   * The environment of a launch with its proof; the secret is made where there is none yet.
   *
   * @param own the number of the user that we are
   * @throws HostFailure where the secret cannot be kept
   */
  public Map<String, String> added(Launch launch, long own, AtomicFiles files) throws HostFailure {
    if (secret().isEmpty()) {
      byte[] random = new byte[BYTES];
      new SecureRandom().nextBytes(random);
      files.folder(dir.slots(), 0700);
      files.write(file(), HexFormat.of().formatHex(random) + "\n", 0600);
    }
    Map<String, String> env = new TreeMap<>(launch.env());
    Tag tag = Tag.read(env).orElseThrow();
    long uid = launch.account().map(a -> a.uid()).orElse(own);
    env.put(VARIABLE, of(secret().orElseThrow(), tag, uid));
    return env;
  }

  /** Whether an environment proves its tag, for a process that runs as that user. */
  boolean holds(Map<String, String> env, Tag tag, long uid) {
    return secret().filter(s -> of(s, tag, uid).equals(env.get(VARIABLE))).isPresent();
  }

  private static String of(String secret, Tag tag, long uid) {
    return Artifact.digestOf(List.of(secret, tag.text(), "uid " + uid, secret));
  }

  private Optional<String> secret() {
    try {
      String text = Records.text(file()).strip();
      return text.matches("[0-9a-f]{64}") ? Optional.of(text) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
