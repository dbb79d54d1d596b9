package bluegreen.state;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.host.Texts;
import bluegreen.host.Trace;
import bluegreen.playbook.Remote;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * A jar or an archive that is fetched: into the cache first, where it is checked, and from there
 * into a release. What it is can often be told without that: by the playbook's digest, by the
 * server's, or because it was fetched before.
 *
 * @param key what the playbook calls it
 * @param sha256 the digest that it has to have
 * @param bringer who has it come
 */
record RemoteFile(Remote remote, String key, Optional<String> sha256, Bringer bringer, AppDir dir)
    implements Source {

  private Cache cache() {
    return new Cache(dir);
  }

  private boolean isJar() {
    return key.equals("app.jar");
  }

  @Override
  public Artifact describe(Trace trace) throws HostFailure, InterruptedException {
    Optional<Artifact> stored = sha256.flatMap(this::stored);
    if (stored.isPresent()) {
      return stored.get(); // Whatever is elsewhere: it is here.
    }
    Bringer.Promise promise = about(() -> bringer.promise(trace));
    Optional<Artifact> known = promise.origin().flatMap(cache()::known);
    Optional<String> digest =
        promise.digest().or(() -> sha256).or(() -> known.map(Artifact::digest));
    long bytes = promise.bytes().orElse(known.map(Artifact::bytes).orElse(0L));
    return digest.map(d -> new Artifact(d, bytes)).orElseGet(() -> Artifact.unfetched(bytes));
  }

  private Optional<Artifact> stored(String digest) {
    return new Releases(dir)
        .all().stream()
            .filter(release -> release.digest().equals(digest))
            .filter(release -> Files.exists(release.artifact()))
            .findFirst()
            .map(release -> new Artifact(digest, 0));
  }

  @Override
  public Artifact obtain(AtomicFiles files) throws HostFailure, InterruptedException {
    return obtain(sha256, files);
  }

  /** Has it in the cache, whole and checked. */
  private Artifact obtain(Optional<String> digest, AtomicFiles files)
      throws HostFailure, InterruptedException {
    Cache cache = cache();
    cache.open(files);
    Path file = cache.file(remote.name());
    if (cache.has(remote.name())) {
      Artifact found = Artifact.read(file, files.trace());
      if (digest.filter(found.digest()::equals).isPresent()) {
        return found;
      }
    }
    files.remove(file);
    Optional<String> origin = about(() -> bringer.bring(cache, files)).origin();
    Artifact fetched = Artifact.read(file, files.trace());
    try {
      check(fetched, digest, file);
    } catch (HostFailure e) {
      files.remove(file);
      throw e;
    }
    if (origin.isPresent()) {
      cache.remember(origin.get(), fetched, files);
    }
    return fetched;
  }

  private void check(Artifact fetched, Optional<String> digest, Path file) throws HostFailure {
    if (digest.filter(d -> !d.equals(fetched.digest())).isPresent()) {
      throw new HostFailure(
          "%s: %s is not what it has to be; expected %s %s, got %s (%s); it was thrown away"
              .formatted(
                  key,
                  bringer.shown(),
                  digest.equals(sha256) ? "app.sha256" : "the SHA-256 that was told before",
                  digest.get(),
                  fetched.digest(),
                  Texts.size(fetched.bytes())));
    }
    Optional<String> flaw =
        isPage(file)
            ? Optional.of("is a page of HTML, such as a login")
            : isJar() ? AppJar.at(file).flaw() : Optional.empty();
    if (flaw.isPresent()) {
      String what = flaw.get().replace(file.toString(), "it");
      throw new HostFailure(key + ": " + bringer.shown() + " " + what);
    }
  }

  private static boolean isPage(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String start = new String(in.readNBytes(512), StandardCharsets.ISO_8859_1);
      return start.strip().toLowerCase(Locale.ROOT).matches("(?s)<(!doctype )?html.*");
    } catch (IOException e) {
      return false;
    }
  }

  /** What fails with the key to which it belongs. */
  private <T> T about(Asking<T> asking) throws HostFailure, InterruptedException {
    try {
      return asking.ask();
    } catch (HostFailure e) {
      boolean said = e.getMessage().startsWith("app.") || e.getMessage().equals("interrupted");
      throw said ? e : new HostFailure(key + ": " + e.getMessage());
    }
  }

  private interface Asking<T> {
    T ask() throws HostFailure, InterruptedException;
  }

  @Override
  public Optional<Path> place() {
    return Optional.empty();
  }

  /** Into an archive nobody looks before it is unpacked. */
  @Override
  public Optional<Path> here(String digest) {
    try {
      boolean same =
          isJar()
              && cache().has(remote.name())
              && Artifact.read(cache().file(remote.name())).digest().equals(digest);
      return Optional.of(cache().file(remote.name())).filter(file -> same);
    } catch (HostFailure e) {
      return Optional.empty(); // Said by whoever needs it.
    }
  }

  @Override
  public String content() {
    return isJar() ? remote.name() : "";
  }

  @Override
  public boolean isItsContent() {
    return isJar();
  }

  @Override
  public boolean tells() {
    return true;
  }

  @Override
  public String named() {
    return bringer.shown();
  }

  @Override
  public String deed(long bytes, Function<Path, String> shown) {
    return "fetched " + bringer.what(bytes > 0 ? Texts.size(bytes) + " " : "");
  }

  @Override
  public String aim(Path folder) {
    return bringer.aim() + (isJar() ? ", and store it in " : ", and unpack it in ") + folder;
  }

  @Override
  public Artifact store(String digest, Path app, OptionalInt readers, AtomicFiles files)
      throws IOException, HostFailure, InterruptedException {
    Cache cache = cache();
    Artifact fetched = obtain(Optional.of(digest), files);
    Path file = cache.file(remote.name());
    Copy copy = new Copy(readers, files.durability());
    if (isJar()) {
      copy.ofOwn(file, app.resolve(content()));
    } else {
      Path unpacked = cache.unpacked();
      files.removeTree(unpacked);
      files.folder(unpacked, 0700);
      try {
        about(() -> unpack(file, unpacked));
        copy.of(unpacked, app);
      } finally {
        files.removeTree(unpacked);
      }
    }
    cache.clear(files);
    return fetched;
  }

  private Path unpack(Path archive, Path folder) throws HostFailure {
    new Unpacker(new Enclosure(folder, bringer.shown()), bringer.shown()).unpack(archive);
    SourceTree.check(folder);
    return folder;
  }
}
