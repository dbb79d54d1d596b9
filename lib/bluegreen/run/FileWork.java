package bluegreen.run;

import bluegreen.host.HostFailure;
import bluegreen.nginx.Nginx;
import bluegreen.nginx.WitnessKey;
import bluegreen.observe.Machine;
import bluegreen.plan.FileAction;
import bluegreen.state.AppDir;
import bluegreen.state.Footprint;
import bluegreen.state.Register;
import bluegreen.state.Releases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Works on files and folders. */
final class FileWork implements FileAction.Work {
  private final AppDir dir;
  private final Machine machine;
  private final Nginx nginx;
  private final RoleWork roles;

  /** What others did not let go of, a sentence each. */
  private final List<String> kept = new ArrayList<>();

  FileWork(AppDir dir, Machine machine, Nginx nginx) {
    this.dir = dir;
    this.machine = machine;
    this.nginx = nginx;
    this.roles = new RoleWork(dir, machine.files());
  }

  /** What the processes could not be told since it was last asked for. */
  List<String> warnings() {
    List<String> all = new ArrayList<>(kept);
    all.addAll(roles.warnings());
    kept.clear();
    return all;
  }

  @Override
  public void storeRelease(FileAction.StoreRelease action)
      throws HostFailure, InterruptedException {
    new Releases(dir).store(action.release(), action.source(), action.readers(), machine.files());
  }

  @Override
  public void enter(FileAction.Enter action) throws HostFailure {
    action.layout().write(dir, machine.files());
    if (action.link().isPresent()) {
      Register.enter(action.link().get(), dir, machine.files());
    }
  }

  @Override
  public void createFolder(FileAction.CreateFolder action) throws HostFailure {
    machine.files().folder(action.folder(), action.mode());
  }

  @Override
  public void createWorkdir(FileAction.CreateWorkdir action) throws HostFailure {
    machine.files().folder(action.folder(), action.owner());
  }

  @Override
  public void createKey(FileAction.CreateKey action) throws HostFailure {
    new WitnessKey(dir).create(machine.files());
  }

  @Override
  public void tellRoles(FileAction.TellRoles action) {
    roles.write(action.roles());
  }

  @Override
  public void makeRoom(FileAction.MakeRoom action) throws HostFailure {
    action.room().make(machine.files());
  }

  @Override
  public void keepStrangers(FileAction.KeepStrangers action) throws HostFailure {
    new Releases(dir).keepStrangers(action.strangers().folder(), machine.files());
  }

  @Override
  public void keepEdited(FileAction.KeepEdited action) throws HostFailure {
    machine.files().folder(dir.kept(), 0700);
    machine.files().write(Footprint.unused(action.kept()), action.text(), 0600);
  }

  @Override
  public void remove(FileAction.Remove action) throws HostFailure, InterruptedException {
    Path path = action.path();
    if (Register.isLink(path)) {
      machine.files().remove(path);
    } else if (!path.startsWith(dir.root())) {
      nginx.remove(path);
    } else if (path.equals(dir.root())) {
      releases().letGo(releases().all(), machine.commands());
      new Footprint(dir).remove(machine.files());
    } else if (Files.isDirectory(path)) {
      letGo(path);
      machine.files().removeTree(path);
    } else {
      machine.files().remove(path);
    }
  }

  /** Whoever keeps something for a release may be away; the next run does not ask him again. */
  private void letGo(Path folder) throws InterruptedException {
    try {
      releases()
          .letGo(
              releases().all().stream().filter(r -> r.folder().equals(folder)).toList(),
              machine.commands());
    } catch (HostFailure e) {
      kept.add("an image is kept although its release goes: " + e.getMessage());
    }
  }

  private Releases releases() {
    return new Releases(dir);
  }

  @Override
  public void removeIfEmpty(FileAction.RemoveIfEmpty action) throws HostFailure {
    machine.files().removeIfEmpty(action.folder());
  }
}
