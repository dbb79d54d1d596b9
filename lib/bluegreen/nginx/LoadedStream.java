package bluegreen.nginx;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.host.Http;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Which file of ours for nginx's stream block was loaded last. Nobody can ask nginx there, as by
 * HTTP: so a reload that took effect is noted with the file's digest, and the note is gone before
 * the file is written anew. While it is there, whoever has started nginx, it has read that file.
 */
record LoadedStream(Playbook playbook) {
  private static final String UNTOLD = "a stream does not say who answers";

  private AppDir dir() {
    return new AppDir(playbook.app().dir());
  }

  private Path file() {
    return playbook.nginx().target().file();
  }

  private Optional<SiteFile> written() {
    return SetValue.text(file())
        .map(SetValue::shown)
        .flatMap(SiteFile::read)
        .filter(f -> f.app().equals(playbook.app().name()));
  }

  /** What nginx works with, by the note; it says nothing where there is none. */
  Testimony testimony() {
    Http.Answer none = new Http.Answer(0, "", Map.of(), Optional.of(UNTOLD));
    Optional<String> noted = SetValue.text(dir().loaded()).map(SetValue::shown).map(String::strip);
    Optional<SiteFile> file = written();
    return file.filter(f -> noted.equals(Optional.of(f.configuration())))
        .flatMap(
            f ->
                Switching.of(f.kind())
                    .traffic(f, new Pointer(playbook, dir()).marked())
                    .map(slot -> new Testimony.Ours(none, f.configuration(), slot, at(f, slot))))
        .map(Testimony.class::cast)
        .orElse(new Testimony.Unknown(none));
  }

  private static Optional<String> at(SiteFile file, Slot slot) {
    return Optional.of(file.endpoint(slot).address());
  }

  /** Before the file is written. */
  void forget(AtomicFiles files, Path written) throws HostFailure {
    if (playbook.nginx().isStream() && written.equals(file())) {
      files.remove(dir().loaded());
    }
  }

  /** After nginx has read its files. */
  void note(AtomicFiles files) throws HostFailure {
    Optional<SiteFile> file = playbook.nginx().isStream() ? written() : Optional.empty();
    if (file.isPresent() && Files.isDirectory(dir().root())) {
      files.write(dir().loaded(), file.get().configuration() + "\n", 0644);
    }
  }
}
