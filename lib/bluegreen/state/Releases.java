package bluegreen.state;

import static java.util.stream.Collectors.toSet;

import bluegreen.contents.Contents;
import bluegreen.contents.ContentsJson;
import bluegreen.contents.ContentsReader;
import bluegreen.host.AtomicFiles;
import bluegreen.host.Commands;
import bluegreen.host.Engine;
import bluegreen.host.HostFailure;
import bluegreen.host.Listing;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The stored releases: each in a folder of its own, complete or not there at all. */
public final class Releases {
  static final String RECORD = "release.json";

  /** What a version was doing that did not become healthy, for people. */
  static final String DIAGNOSIS = "diagnosis.txt";

  /** What is in a release; older versions of ours take what is in the manifest for ours, too. */
  private static final String CONTENTS = "contents.json";

  private final AppDir dir;

  /** The releases of one app. */
  public Releases(AppDir dir) {
    this.dir = dir;
  }

  /** All stored releases, the newest first. */
  public List<Release> all() {
    return Listing.of(dir.releases()).stream()
        .flatMap(f -> read(f).stream())
        .sorted(Comparator.comparing(Release::stored).reversed())
        .toList();
  }

  /** Where it is kept what a release was doing when it was not healthy in time. */
  public Path diagnosis(String id) {
    return dir.releases().resolve(id).resolve(DIAGNOSIS);
  }

  /** A release by its id. */
  public Optional<Release> find(String id) {
    return read(dir.releases().resolve(id));
  }

  /** The release that an artifact is, or will be once it is stored. */
  public Release of(String version, Artifact artifact, Source source) {
    String id = Release.id(version, artifact.digest());
    Path folder = dir.releases().resolve(id);
    return find(id)
        .orElseGet(
            () -> new Release(version, artifact.digest(), folder, source.content(), Instant.EPOCH));
  }

  private static Optional<Release> read(Path folder) {
    return Json.read(folder.resolve(RECORD))
        .filter(json -> json.getString("digest", "").matches("[0-9a-f]{64}"))
        .map(
            json ->
                new Release(
                    json.getString("version", "?"),
                    json.getString("digest"),
                    folder,
                    json.getString("content", ""),
                    Instant.ofEpochMilli(json.getLong("stored_ms", 0))));
  }

  /**
   * Stores a release: copied, checked against the digest that was planned, made durable, and only
   * then given its name. One that is there already, but for its record, gets a new record.
   *
   * @param readers the group that the app runs with, where that is not us
   * @throws HostFailure where the copy fails or the artifact is not what it was when it was read
   */
  public void store(Release release, Source source, OptionalInt readers, AtomicFiles files)
      throws HostFailure, InterruptedException {
    if (isWhole(release, source)) {
      // Only its record was lost. What may be running from it is left as it is.
      files.write(release.folder().resolve(RECORD), record(release), 0644);
      return;
    }
    Path temporary = dir.releases().resolve(AtomicFiles.TEMPORARY + release.id());
    files.removeTree(temporary);
    try {
      files.folder(temporary.resolve("app"), 0755);
      Artifact stored = source.store(release.digest(), temporary.resolve("app"), readers, files);
      if (!stored.digest().equals(release.digest())) {
        throw new HostFailure(
            source.named() + " changed while it was being stored; nothing was deployed");
      }
      describe(release, temporary, files);
      Manifest.write(temporary, files);
      files.write(temporary.resolve(RECORD), record(release), 0644);
      putAside(release, files);
      Files.move(temporary, release.folder(), StandardCopyOption.ATOMIC_MOVE);
      files.sync(dir.releases());
    } catch (IOException e) {
      files.removeTree(temporary);
      throw new HostFailure("cannot store " + release.folder() + ": " + AtomicFiles.why(e));
    } catch (HostFailure | InterruptedException e) {
      files.removeTree(temporary);
      throw e;
    }
  }

  /** Looked at once: a comparison, however late, need not read the artifact again. */
  private static void describe(Release release, Path temporary, AtomicFiles files)
      throws HostFailure {
    Path home = temporary.resolve("app");
    Contents contents =
        release.content().isEmpty()
            ? ContentsReader.read(home)
            : ContentsReader.read(home.resolve(release.content()));
    String json = JsonWriter.string(ContentsJson.of(contents)) + "\n";
    files.write(temporary.resolve(CONTENTS), json, 0640);
  }

  /**
   * What is in a stored release; nothing where it is not stored. It is looked into where an earlier
   * version of ours has stored it.
   */
  public Contents contents(Release release) {
    return Json.read(release.folder().resolve(CONTENTS))
        .flatMap(ContentsJson::read)
        .orElseGet(
            () ->
                Files.exists(release.artifact())
                    ? ContentsReader.read(release.artifact())
                    : Contents.none());
  }

  private static boolean isWhole(Release release, Source source) throws HostFailure {
    return Files.exists(release.artifact())
        && source.isItsContent()
        && (source.place().isEmpty()
            || Artifact.read(release.artifact()).digest().equals(release.digest()));
  }

  /** Makes room for a release whose folder is there, but damaged; the next run clears it away. */
  private void putAside(Release release, AtomicFiles files) throws IOException, HostFailure {
    if (Files.exists(release.folder())) {
      keepStrangers(release.folder(), files);
      Path aside = dir.releases().resolve(AtomicFiles.TEMPORARY + "damaged-" + release.id());
      files.removeTree(aside);
      Files.move(release.folder(), aside, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static String record(Release release) {
    JsonObject json = new JsonObject();
    json.put("version", release.version());
    json.put("digest", release.digest());
    json.put("content", release.content());
    json.put("stored_ms", System.currentTimeMillis());
    return JsonWriter.string(json) + "\n";
  }

  /** What is in a release that we have not put there, by its name below the release's folder. */
  public List<Path> strangers(Path folder) throws HostFailure {
    long stored = read(folder).map(release -> release.stored().toEpochMilli()).orElse(0L);
    return Files.isDirectory(folder) ? Manifest.strangers(folder, stored) : List.of();
  }

  /** Where that goes when the release goes. */
  public Path kept(Path folder) {
    return dir.kept().resolve(folder.getFileName());
  }

  /** Moves it there, beside what is there already. */
  public void keepStrangers(Path folder, AtomicFiles files) throws HostFailure {
    for (Path stranger : strangers(folder)) {
      Path to = Footprint.unused(kept(folder).resolve(stranger));
      files.folder(to.getParent(), 0700);
      files.rename(folder.resolve(stranger), to);
    }
  }

  /**
   * Has others let go of what they keep for releases that are about to be removed.
   *
   * @throws HostFailure where they do not
   */
  public void letGo(List<Release> going, Commands commands)
      throws HostFailure, InterruptedException {
    Set<String> staying =
        all().stream().filter(r -> !going.contains(r)).map(Release::digest).collect(toSet());
    for (Release release : going) {
      Optional<StoredImage> image = StoredImage.of(release);
      if (image.isPresent() && !staying.contains(release.digest())) {
        image.get().letGo(new Engine(image.get().engine(), commands));
      }
    }
  }

  /** Half-stored releases that a killed run left behind. */
  public List<Path> leftovers() {
    return Listing.of(dir.releases()).stream()
        .filter(f -> f.getFileName().toString().startsWith(AtomicFiles.TEMPORARY))
        .toList();
  }
}
