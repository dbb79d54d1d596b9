package bluegreen.state;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Commands;
import bluegreen.host.Engine;
import bluegreen.host.HostFailure;
import bluegreen.host.Image;
import bluegreen.host.Texts;
import bluegreen.host.Trace;
import bluegreen.playbook.ContainerImage;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** A container image: what its engine has of that name, or else its registry. */
record ImageSource(ContainerImage image, String app, AppDir dir) implements Source {

  @Override
  public Artifact describe(Trace trace) throws HostFailure, InterruptedException {
    Optional<Image> here = engine(trace).image(image.reference());
    return here.isPresent() ? checked(here.get()) : Artifact.unfetched(0);
  }

  @Override
  public boolean moves() {
    return image.always();
  }

  @Override
  public Artifact obtain(AtomicFiles files) throws HostFailure, InterruptedException {
    Engine engine = engine(files.trace());
    Optional<Image> before = engine.image(image.reference());
    if (before.isEmpty() || image.always()) {
      try {
        engine.pull(image.reference());
      } catch (HostFailure e) {
        throw new HostFailure("app.image: " + image.reference() + ": " + e.getMessage());
      }
    }
    Artifact found = checked(present(engine));
    if (before.filter(b -> b.id().equals(found.digest())).isEmpty()) {
      Cache cache = new Cache(dir);
      cache.open(files);
      cache.remember(origin(), found, files);
    }
    return found;
  }

  private Image present(Engine engine) throws HostFailure, InterruptedException {
    return engine
        .image(image.reference())
        .orElseThrow(() -> new HostFailure("app.image: there is no " + image.reference()));
  }

  private Artifact checked(Image found) throws HostFailure {
    if (found.misfit().isPresent()) {
      throw new HostFailure(
          "app.image: " + image.reference() + " " + found.misfit().get() + "; name one for it");
    }
    return new Artifact(found.id(), found.bytes());
  }

  private Engine engine(Trace trace) {
    return new Engine(image.engine(), new Commands(trace));
  }

  private String origin() {
    return image.engine() + " " + image.reference();
  }

  @Override
  public Optional<Path> place() {
    return Optional.empty();
  }

  @Override
  public boolean isItsContent() {
    return false;
  }

  @Override
  public String content() {
    return StoredImage.FILE;
  }

  @Override
  public String named() {
    return image.reference();
  }

  @Override
  public String deed(long bytes, Function<Path, String> shown) {
    String size = bytes > 0 ? " (" + Texts.size(bytes) + ")" : "";
    return "image " + image.reference() + size + ", which " + image.engine() + " has";
  }

  @Override
  public String aim(Path folder) {
    String first = image.always() ? "" : ", where it is not here,";
    return "have "
        + image.engine()
        + " pull "
        + image.reference()
        + first
        + " and note down in "
        + folder
        + " which image that is";
  }

  /** The image stays with its engine; what is stored is which one that is. */
  @Override
  public Artifact store(String digest, Path folder, OptionalInt readers, AtomicFiles files)
      throws HostFailure, InterruptedException {
    Engine engine = engine(files.trace());
    Artifact found = checked(present(engine));
    boolean pulled =
        new Cache(dir).known(origin()).filter(k -> k.digest().equals(found.digest())).isPresent();
    String tag = StoredImage.tag(app, found.digest());
    engine.tag(image.reference(), tag);
    new StoredImage(image.engine(), image.reference(), found.digest(), tag, pulled)
        .write(folder, files);
    return found;
  }
}
