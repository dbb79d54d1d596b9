package bluegreen.state;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.host.Interruption;
import bluegreen.host.Texts;
import bluegreen.host.Trace;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What is to be deployed, as it was found: a file, a folder, or nothing but a command.
 *
 * @param digest SHA-256, 64 hex digits; of a folder: over the sorted names, kinds and contents
 * @param bytes the size of all its files together
 */
public record Artifact(String digest, long bytes) {
  private static final int BUFFER = 1 << 16;

  /** After how many bytes it is told how far it is. */
  private static final long TOLD = 32L << 20;

  /**
   * Reads a file or folder.
   *
   * @throws HostFailure where it is missing or cannot be read
   */
  public static Artifact read(Path path) throws HostFailure {
    return read(path, Trace.SILENT);
  }

  /** The same, telling how far it is. */
  public static Artifact read(Path path, Trace trace) throws HostFailure {
    try {
      if (Files.isDirectory(path)) {
        return readTree(path.toRealPath());
      }
      MessageDigest sha = sha256();
      long bytes = feed(path, sha, trace);
      return new Artifact(HexFormat.of().formatHex(sha.digest()), bytes);
    } catch (IOException e) {
      throw new HostFailure(path + " cannot be read: " + AtomicFiles.why(e));
    }
  }

  /**
   * Refuses what cannot be stored: an empty folder, pipes, sockets and devices, and links that lead
   * out of the folder.
   */
  public static void check(Path path) throws HostFailure {
    SourceTree.check(path);
  }

  /** In the place of a digest that is not known before the artifact is here. */
  static final String UNFETCHED = "not-yet-here";

  /** One that is to be fetched first, of that size where it is known. */
  static Artifact unfetched(long bytes) {
    return new Artifact(UNFETCHED, bytes);
  }

  /** Whether it can be told only when it is here which one it is. */
  public boolean isUnfetched() {
    return digest.equals(UNFETCHED);
  }

  /** The artifact of an app that is nothing but a command. */
  public static Artifact ofText(String text) {
    byte[] digest = sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    return new Artifact(HexFormat.of().formatHex(digest), 0);
  }

  /**
   * Checks that a jar can be run at all, before anything is done with it.
   *
   * @throws HostFailure where it is empty, truncated or without a main class
   */
  public static void checkJar(Path jar) throws HostFailure {
    Optional<String> flaw = AppJar.at(jar).flaw();
    if (flaw.isPresent()) {
      throw new HostFailure(jar + " " + flaw.get());
    }
  }

  private static Artifact readTree(Path root) throws IOException {
    MessageDigest sha = sha256();
    long bytes = 0;
    for (Path path : SourceTree.below(root)) {
      boolean link = Files.isSymbolicLink(path);
      String kind = link ? "link" : Files.isDirectory(path) ? "folder" : mode(path);
      sha.update((kind + "\0" + root.relativize(path) + "\0").getBytes(StandardCharsets.UTF_8));
      if (link) {
        sha.update(Files.readSymbolicLink(path).toString().getBytes(StandardCharsets.UTF_8));
      } else if (Files.isRegularFile(path)) {
        sha.update((Files.size(path) + "\0").getBytes(StandardCharsets.UTF_8));
        bytes += feed(path, sha, Trace.SILENT);
      }
    }
    return new Artifact(HexFormat.of().formatHex(sha.digest()), bytes);
  }

  private static String mode(Path file) {
    return Files.isExecutable(file) && !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)
        ? "program"
        : "file";
  }

  private static long feed(Path file, MessageDigest sha, Trace trace) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long began = System.nanoTime();
    long bytes = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha.update(buffer, 0, n);
        bytes += n;
        if (Interruption.isDue()) { // Such a stream takes no notice of it.
          throw new InterruptedIOException("interrupted");
        }
        if (bytes % TOLD < n) {
          String what = "read " + Texts.size(bytes) + " of " + Texts.size(Files.size(file));
          trace.progress(what, Duration.ofNanos(System.nanoTime() - began));
        }
      }
    }
    if (bytes >= TOLD) {
      trace.file("read " + file + " (" + Texts.size(bytes) + ")");
    }
    return bytes;
  }

  /** The SHA-256 of the parts, each told apart from the next, as 64 hex digits. */
  public static String digestOf(List<String> parts) {
    MessageDigest sha = sha256();
    for (String part : parts) {
      sha.update((part.length() + ":" + part).getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
